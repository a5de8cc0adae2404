/** A model as a policy document writes it: whose it is, what it can do, how much it thinks, what it costs. */

import * as z from 'zod';
import { once } from '../once.ts';
import { SIZES } from './defaults.ts';
import { effortSchema, idSchema, nameSchema, ownTimeoutsSchema } from './field-schemas.ts';
import { THOUGHT_LEVELS } from './policy.ts';

const usdSchema = once(() => z.number().min(0).max(SIZES.usdPerMillionTokens));

const tokenPrices = once(() => ({
  input: usdSchema().describe('for input tokens'),
  cachedInput: usdSchema().optional().describe('for input tokens read from the cache of the provider; else as input'),
  output: usdSchema().describe('for output tokens, reasoning included'),
  cacheWrite: usdSchema().optional().describe('for input tokens written to the cache of the provider; else as input'),
  cacheWrite1h: usdSchema()
    .optional()
    .describe(
      'for those it keeps for an hour; else twice `input`, as Anthropic bills them, where `cacheWrite` is given',
    ),
  audioInput: usdSchema().optional().describe('for input tokens of audio; else as input'),
  audioOutput: usdSchema().optional().describe('for output tokens of audio; else as output'),
  reasoning: usdSchema().optional().describe('for output tokens of reasoning; else as output'),
}));

const priceTierSchema = once(() =>
  z.strictObject({
    inputTokens: z
      .int()
      .min(1)
      .max(SIZES.count)
      .describe('these prices are for the whole of a request that has more input tokens than this'),
    ...tokenPrices(),
  }),
);

const priceSchema = once(() =>
  z
    .strictObject({
      ...tokenPrices(),
      request: z.number().min(0).max(SIZES.usdPerRequest).optional().describe('USD for each answer, beside its tokens'),
      above: z
        .array(priceTierSchema())
        .max(SIZES.priceTiers)
        .optional()
        .describe('the prices of long requests, each complete in itself; the shortest first'),
    })
    .describe('USD per million tokens; needed as soon as a limit counts cost, unless the price book has the model'),
);

const thoughtSchema = once(() =>
  z
    .union([z.enum(THOUGHT_LEVELS), z.int().min(0).max(SIZES.thoughtTokens)])
    .optional()
    .describe('a level the provider knows, or at most so many tokens'),
);

export const modelSchema = once(() =>
  z.strictObject({
    provider: nameSchema().describe('the name of a provider of this policy'),
    id: idSchema().describe("the provider's own name for the model, such as gpt-5-mini"),
    context: z.int().min(1).optional().describe('how many tokens of input and output fit together'),
    can: z
      .array(z.enum(['tools', 'vision', 'audio', 'json', 'reasoning']))
      .optional()
      .describe('what the model can do; without it nothing is ruled out'),
    thought: z
      .strictObject({ thinking: thoughtSchema(), instant: thoughtSchema(), mini: thoughtSchema() })
      .optional()
      .describe('how much a model that can reason thinks at each effort, unless the client says so itself'),
    price: priceSchema().optional(),
    effort: effortSchema().optional().describe('what a request that names this model counts as'),
    timeouts: ownTimeoutsSchema().optional(),
  }),
);
