import { describe, expect, it } from 'vitest';
import { mean, type Row, recovery, regretOf, regretWith, shareExplored, worstTried } from './world/measures.ts';
import { EXPLORE } from './world/policy.ts';
import { pupil } from './world/pupil.ts';
import { type Run, runWorld } from './world/run.ts';

const REQUESTS = 9000;
const SIZE = { requests: REQUESTS, usersPerGroup: 10 };
const HOSTILE = 0.1;
const SEEDS = [1, 2, 3];
/** The part of a phase by whose end it should have been learned. */
const last = (rows: readonly Row[], phase: Row['phase']): readonly Row[] => {
  const of = rows.filter((row) => row.phase === phase);
  return of.slice(Math.floor(of.length * 0.6));
};
