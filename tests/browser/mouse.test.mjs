// By mouse, in English.
import {tell} from './story.mjs';

tell({});
