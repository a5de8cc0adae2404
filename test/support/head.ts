/** A head over what training makes, with its weights as they are: the artefact would round them. */

import { Head, type HeadRows, type LearnedRows } from '../../src/classify/heads.ts';

export const headOf = (rows: HeadRows): Head => new Head(rowsAsTheyAre(rows));

function rowsAsTheyAre({ labels, hashes, starts, labelOf, weights }: HeadRows): LearnedRows {
  return {
    ...{ labels, features: hashes.length, weights: weights.length },
    hashes: () => hashes,
    readInto: (hash, room, at, before = 0) => {
      const row = hashes.indexOf(hash);
      const [start, end] = row < 0 ? [0, 0] : [starts[row] ?? 0, starts[row + 1] ?? 0];
      for (let place = start; place < end; place++) {
        room.labels[2 * (at + place - start)] = before + (labelOf[place] ?? 0);
        room.weights[2 * (at + place - start) + 1] = weights[place] ?? 0;
      }
      return at + end - start;
    },
  };
}
