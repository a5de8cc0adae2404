import { describe, expect, it } from 'vitest';
import { readSnapshot, type Snapshot, writeSnapshot } from '../../src/learn/snapshot.ts';
import { unixMs } from '../../src/unit.ts';

const newest = { version: 7, packed: 'seven' };
const snapshot: Snapshot = {
  ...{ revision: 9, at: unixMs(1), why: 'it is better', inForce: { version: 5, packed: 'five' } },
  ...{ canary: { ...newest, share: 0.1 }, newest },
};

describe('a snapshot', () => {
  it('reads as it was written, and says nothing twice', () => {
    const text = writeSnapshot(snapshot);
    expect(readSnapshot(text)).toEqual(snapshot);
    expect(text.split('seven')).toHaveLength(2);
  });

  it('of the prior in force has nothing packed for it', () => {
    const prior: Snapshot = { ...snapshot, inForce: { version: 0, packed: null }, canary: null };
    expect(readSnapshot(writeSnapshot(prior))).toEqual(prior);
  });

  it.each([
    ['no JSON', '{'],
    ['another format', writeSnapshot(snapshot).replace('"format":1', '"format":2')],
    ['beliefs that are not there', writeSnapshot(snapshot).replace('"inForce":5', '"inForce":6')],
    ['nothing', 'null'],
  ])('with %s is none', (_, text) => expect(readSnapshot(text)).toBeNull());
});
