// Without JavaScript: forms and links do all of it, uploads included.
import {tell} from './story.mjs';

tell({hasScripts: false});
