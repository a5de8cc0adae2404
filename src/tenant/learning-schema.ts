/** What a tenant may say of learning: what an outcome is worth, what money and time are, and how much may be tried. */

import * as z from 'zod';
import { once } from '../once.ts';
import { DEFAULTS, SIZES } from './defaults.ts';
import { periodSchema } from './plan-schema.ts';

const { objective, reward, explore, canary, enabled } = DEFAULTS.learning;

const weight = (what: string, usual: number) =>
  z.number().min(0).max(1).default(usual).describe(`how much ${what} counts, 0 (not at all) to 1`);

export const learningSchema = once(() =>
  z.strictObject({
    enabled: z.boolean().default(enabled).describe('false: nothing is kept to be rated, and nothing is learned'),
    objective: z
      .strictObject({
        cost: z
          .number()
          .min(0)
          .max(SIZES.count)
          .default(objective.cost)
          .describe('the reward that a US dollar must bring'),
        latency: z
          .number()
          .min(0)
          .max(SIZES.count)
          .default(objective.latency)
          .describe('the reward that a second must bring'),
      })
      .prefault({})
      .describe('the router maximises expected reward (0 to 1) less cost x dollars less latency x seconds'),
    explore: z
      .strictObject({
        share: z.number().min(0).max(0.5).describe('of automatic requests, those that may try another model, 0 to 0.5'),
        max: z.number().min(0).max(SIZES.costUsd).describe('what they may cost in USD within `per`'),
        per: periodSchema(),
        bound: z
          .number()
          .min(0)
          .max(1)
          .default(explore.bound)
          .describe('nothing is tried that is expected to be worse than the best choice by more than this'),
        probes: z
          .int()
          .min(0)
          .max(SIZES.count)
          .default(explore.probes)
          .describe('how often a new model is tried before it is judged'),
      })
      .optional()
      .describe('requests on which another model is tried; without it none'),
    canary: z
      .number()
      .min(0)
      .max(1)
      .default(canary)
      .describe('of the conversations, those that new beliefs decide at first, 0 to 1'),
    reward: z
      .strictObject({
        correct: weight('measured correctness', reward.correct),
        rating: weight('a rating', reward.rating),
        switched: weight('a switch to another model', reward.switched),
        regenerated: weight('an answer that was asked for again', reward.regenerated),
        abandoned: weight('an answer that was left', reward.abandoned),
        weak: weight('what the router sees by itself', reward.weak),
      })
      .prefault({})
      .describe('how much each kind of feedback counts'),
  }),
);
