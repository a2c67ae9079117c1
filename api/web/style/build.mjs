// Builds assets/claims.css: the colours of @radix-ui/colors that claims.css names, then claims.css itself.
//   npm ci && node build.mjs
import fs from 'node:fs';
import {createRequire} from 'node:module';

const here = new URL('.', import.meta.url);
const colours = createRequire(import.meta.url).resolve('@radix-ui/colors/package.json').replace('package.json', '');
const source = fs.readFileSync(new URL('claims.css', here), 'utf8');

// Each step in both themes, so that [data-theme] has to set `color-scheme` alone.
const steps = (file, scale) => new Map(
  [...fs.readFileSync(`${colours}${file}.css`, 'utf8').matchAll(new RegExp(`--${scale}-(\\d+): (#[0-9a-f]+)`, 'g'))]
    .map(([, step, hex]) => [Number(step), hex]));
const named = [...source.matchAll(/var\(--(slate|indigo|jade|amber|red|plum)-(\d+)\)/g)];
const scales = [...new Set(named.map(([, scale]) => scale))];
const lines = scales.flatMap(scale => {
  const [light, dark] = [steps(scale, scale), steps(`${scale}-dark`, scale)];
  const used = [...new Set(named.filter(([, of]) => of === scale).map(([, , step]) => Number(step)))].sort((a, b) => a - b);
  return used.map(step => `  --${scale}-${step}: light-dark(${light.get(step)}, ${dark.get(step)});`);
});

const [opening, ...rest] = source.split(/(?<=@layer tokens, .*;\n)/);
const tokens = `/* Colours of @radix-ui/colors 3 (MIT); written by style/build.mjs. */\n@layer tokens {\n:root {\n${lines.join('\n')}\n}\n}\n`;
fs.writeFileSync(new URL('../assets/claims.css', here), opening + tokens + rest.join(''));
