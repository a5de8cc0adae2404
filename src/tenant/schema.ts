/**
 * The policy document of CONTRACT §4: what a tenant may write, and the single source of its JSON Schema, its types and
 * its defaults. It is strict everywhere, so that a misspelt key is an error and not a setting that silently does nothing.
 * What one key means for another is in `check.ts`. Descriptions are read by people: in an editor, and in the message
 * that a missing key gets.
 */

import * as z from 'zod';
import { once } from '../once.ts';
import { DEFAULTS, SIZES } from './defaults.ts';
import {
  firstByteMs,
  idleMs,
  idSchema,
  listOf,
  nameSchema,
  ownTimeoutsSchema,
  secretNameSchema,
  termSchema,
  totalMs,
  urlSchema,
  wordsSchema,
} from './field-schemas.ts';
import { learningSchema } from './learning-schema.ts';
import { modelSchema } from './model-schema.ts';
import { limitSchema, planSchema } from './plan-schema.ts';

/** What a provider needs in order to be called, by kind. */
export const HOSTED_KINDS = [
  'openai',
  'anthropic',
  'google',
  'mistral',
  'groq',
  'deepseek',
  'xai',
  'openrouter',
  'together',
  'fireworks',
  'cohere',
  'perplexity',
  'cerebras',
] as const;

const classifierSchema = once(() =>
  z.strictObject({
    order: listOf(z.enum(['embedded', 'workers-ai', 'remote']))
      .default([...DEFAULTS.classifier.order])
      .describe('the classifiers, asked in turn until one is confident enough'),
    confidence: z
      .number()
      .min(0)
      .max(1)
      .default(DEFAULTS.classifier.confidence)
      .describe('a classifier less confident than this, 0 to 1, passes on to the next in `order`'),
    deadlineMs: z
      .int()
      .min(1)
      .max(SIZES.classifierMs)
      .default(DEFAULTS.classifier.deadlineMs)
      .describe('for the whole classification, in milliseconds; when it passes, the best answer so far stands'),
    workersAi: z
      .strictObject({
        model: z
          .string()
          .regex(/^@(cf|hf)\/\S+$/, 'A model of Workers AI starts with @cf/, such as @cf/meta/llama-3.2-3b-instruct.')
          .describe('a text or embedding model of Workers AI, such as @cf/meta/llama-3.2-3b-instruct'),
      })
      .optional()
      .describe('needed when `order` names workers-ai'),
    remote: z
      .strictObject({
        url: urlSchema().describe('the whole URL of an OpenAI-compatible chat endpoint'),
        model: idSchema().describe('the model to ask there, such as Arch-Router-1.5B'),
        key: secretNameSchema().optional(),
      })
      .optional()
      .describe('needed when `order` names remote'),
  }),
);

const modelListSchema = once(() => listOf(nameSchema().describe('the name of a model')).optional());

const routeSchema = once(() =>
  z.strictObject({
    name: nameSchema().describe('the name of the route, which clients may ask for as route:<name>'),
    description: wordsSchema().describe('what belongs here, in plain words: the classifier reads it'),
    domain: termSchema().optional().describe('the subject, from the taxonomy: coding, law, travel, …'),
    action: termSchema().optional().describe('what is asked for, from the taxonomy: generate, explain, translate, …'),
    examples: z
      .array(wordsSchema())
      .max(SIZES.examplesPerRoute)
      .default([])
      .describe('requests that belong here, as users would write them'),
    effort: z
      .enum(['auto', 'instant', 'thinking'])
      .default(DEFAULTS.route.effort)
      .describe('auto decides by how difficult the request is'),
    models: z
      .strictObject({
        thinking: modelListSchema().describe('for requests that need thought'),
        instant: modelListSchema().describe('for most requests'),
        mini: modelListSchema().describe('once a limit is reached'),
      })
      .describe('the models for each effort, best first; the rest are fallbacks. A missing list is the next one down'),
    timeouts: ownTimeoutsSchema().optional(),
  }),
);

const baseUrlSchema = once(() =>
  urlSchema().describe("the URL that stands before the endpoint's own path: https, a public host"),
);
const regionSchema = once(() =>
  z
    .string()
    // It becomes part of a host name, so nothing but a region may pass.
    .regex(/^[a-z]{2,5}(-[a-z]{2,12}){1,3}-\d{1,2}$/, 'This must be a region of AWS, such as us-east-1.')
    .describe('the AWS region, such as us-east-1'),
);
const apiVersionSchema = once(() =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,31}$/, 'This must be a version of the API, such as 2024-10-21.')
    .describe('the version of the API, such as 2024-10-21'),
);

const providerSchema = once(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.enum(HOSTED_KINDS).describe('a hosted API'),
      key: secretNameSchema().optional(),
      baseUrl: baseUrlSchema().optional(),
    }),
    z.strictObject({
      kind: z.literal('openai-compatible').describe('any server that speaks Chat Completions'),
      key: secretNameSchema().optional(),
      baseUrl: baseUrlSchema(),
    }),
    z.strictObject({
      kind: z.literal('azure-openai').describe('a resource of Azure OpenAI'),
      key: secretNameSchema(),
      baseUrl: baseUrlSchema(),
      apiVersion: apiVersionSchema(),
    }),
    z.strictObject({
      kind: z
        .literal('amazon-bedrock')
        .describe('Amazon Bedrock; its secret holds ACCESS_KEY_ID:SECRET[:SESSION] or an API key'),
      key: secretNameSchema(),
      region: regionSchema(),
      baseUrl: baseUrlSchema().optional(),
    }),
    z.strictObject({
      kind: z.literal('workers-ai').describe('Workers AI, through the binding AI'),
      key: secretNameSchema().optional(),
      baseUrl: baseUrlSchema().optional(),
    }),
    z.strictObject({
      kind: z.literal('loopback').describe('built in, needs no key: it answers with an account of the decision'),
    }),
  ]),
);

const testSchema = once(() =>
  z.strictObject({
    say: wordsSchema().optional().describe('what a user says: a conversation of one message'),
    turns: z
      .array(
        z.strictObject({
          role: z.enum(['system', 'user', 'assistant', 'tool']).describe('who speaks'),
          content: wordsSchema().describe('the words of the message'),
        }),
      )
      .min(1)
      .max(SIZES.turnsPerTest)
      .optional()
      .describe('a conversation, oldest message first, in place of `say`'),
    expect: nameSchema().describe('the name of the route that must be taken, or `nothing` when no route may match'),
    effort: z
      .enum(['instant', 'thinking'])
      .optional()
      .describe('the effort that must be chosen; without it any will do'),
  }),
);

export const policySchema = once(() =>
  z
    .strictObject({
      tenant: nameSchema().describe('the id of the tenant: the document is stored under tenant:<id>'),
      default: nameSchema().describe('the name of the route taken when nothing matches'),
      classifier: classifierSchema().prefault({}).describe('how requests are matched with routes'),
      routes: z.array(routeSchema()).min(1).max(SIZES.routes).describe('the routes that requests are matched with'),
      models: z.record(nameSchema(), modelSchema()).describe('the models, by the names that clients and routes use'),
      providers: z.record(nameSchema(), providerSchema()).describe('the providers, by name'),
      plans: z.record(nameSchema(), planSchema()).describe('the plans that API keys are on, by name'),
      budget: limitSchema().optional().describe('a limit on the whole tenant'),
      learning: learningSchema().prefault({}).describe('what is learned from feedback, and how it decides'),
      timeouts: z
        .strictObject({
          // Without a default here: what it is depends on whether the answer is a stream, see `Timeouts`.
          firstByteMs: firstByteMs().optional().meta({ default: DEFAULTS.timeouts.firstByteMs }),
          idleMs: idleMs().default(DEFAULTS.timeouts.idleMs),
          totalMs: totalMs().default(DEFAULTS.timeouts.totalMs),
        })
        .prefault({})
        .describe('how long to wait for a provider; a route or a model may have its own'),
      session: z
        .strictObject({
          sticky: z.boolean().default(DEFAULTS.session.sticky).describe('a conversation stays on its route'),
          idleMinutes: z
            .number()
            .gt(0)
            .max(SIZES.sessionIdleMinutes)
            .default(DEFAULTS.session.idleMinutes)
            .describe('a conversation silent for longer is a new one'),
        })
        .prefault({})
        .describe('whether the requests of a conversation stay together'),
      onHangup: z
        .enum(['cancel', 'drain'])
        .default(DEFAULTS.onHangup)
        .describe(
          'when a client leaves: end the call and estimate what it cost, or read on until the provider says it',
        ),
      takeover: z
        .boolean()
        .default(DEFAULTS.takeover)
        .describe('when a stream breaks off, the next model goes on with the answer; both are paid for'),
      hedge: z
        .union([
          z.boolean(),
          z.strictObject({
            maxInputTokens: z
              .int()
              .min(1)
              .max(SIZES.count)
              .default(DEFAULTS.hedge.maxInputTokens)
              .describe('a longer request is asked once'),
          }),
        ])
        .default(false)
        .describe(
          'when the first words of an answer are later than 19 in 20 were, the next model is asked too, and the first to answer stands; both are paid for',
        ),
      tests: z
        .array(testSchema())
        .max(SIZES.tests)
        .default([])
        .describe(
          'requests and the routes that they must take; `npm run policy test` tries them, and a PUT is refused where they fail',
        ),
    })
    .describe('A policy of Signalbox: how the requests of one tenant are routed, limited and sent'),
);

/** A document that the schema has accepted, its defaults filled in. `normalise.ts` makes a `Policy` of it. */
export type PolicyDocument = z.infer<ReturnType<typeof policySchema>>;
