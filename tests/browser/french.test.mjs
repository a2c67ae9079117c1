// In French: with its amounts, its dates and its words.
import {tell} from './story.mjs';
import {fr} from './words.mjs';

tell({words: fr});
