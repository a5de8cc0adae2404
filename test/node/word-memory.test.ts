import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { readBag } from '../../src/classify/bag.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function heldBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

it.each(['ASCII', 'Кириллица'])('a remembered word keeps nothing of the text it came from (%s)', (script) => {
  const text = `${script} some usual words of a text that goes on for a while and says nothing new. `.repeat(40);
  const before = heldBytes();
  const texts = 8000;
  for (let at = 0; at < texts; at++) {
    const name = at.toString().replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
    readBag(`${text} extraordinarily${script.toLowerCase()}${name}`);
  }
  // Half of the texts alone would be a dozen megabytes.
  expect(heldBytes() - before).toBeLessThan((texts * text.length) / 3);
});
