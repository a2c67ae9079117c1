// By keyboard alone: Tab, Enter, Space and arrows.
import {keyboard} from './hands.mjs';
import {tell} from './story.mjs';

tell({hands: keyboard});
