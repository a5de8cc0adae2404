/**
 * One line of a log, as the Worker writes them (`src/record.ts`, `POST /v1/feedback`), or a bare Decision, as
 * `GET /v1/route` and `GET …/decisions` answer them. What else a line holds is not read.
 */

import * as z from 'zod';
import type { Features } from '../../classify/features.ts';
import type { Feedback } from '../../quota/lesson.ts';
import type { Decision } from '../../route/decision.ts';
import { type MicroDollars, microDollars, type Tokens, tokens } from '../../unit.ts';
import { decisionSchema } from '../openapi/data-shapes.ts';

const amount = z.number().min(0);
const counted = amount.transform((value): Tokens => tokens(Math.round(value)));
const usageSchema = z.object({
  ...{ input: counted, cachedInput: counted, output: counted },
  ...{
    cacheWrite: counted.exactOptional(),
    cacheWrite1h: counted.exactOptional(),
    audioInput: counted.exactOptional(),
  },
  ...{ audioOutput: counted.exactOptional(), reasoning: counted.exactOptional() },
  estimated: z.boolean().default(false),
});

const loggedSchema = z.looseObject({
  decision: z.custom<Decision>((value) => isDecision(value), 'decision: This is no Decision.'),
  usage: usageSchema.nullish(),
  cost: amount.transform((value): MicroDollars => microDollars(Math.round(value))).nullish(),
  shares: z.array(z.object({ model: z.string(), usage: usageSchema })).default([]),
  firstContentMs: amount.nullish(),
  features: z.custom<Features>((value) => isFeatures(value)).nullish(),
  keyId: z.string().nullish(),
  user: z.string().nullish(),
  key: z.string().nullish(),
  input: z.unknown().optional(),
  messages: z.unknown().optional(),
});
export type LoggedLine = z.infer<typeof loggedSchema>;

const feedbackSchema = z.looseObject({
  decision: z.string(),
  rating: z.number().min(-1).max(1).optional(),
  correct: z.boolean().optional(),
  switchedTo: z.string().optional(),
  regenerated: z.boolean().optional(),
  abandoned: z.boolean().optional(),
});

/** `other`: a line of the Worker that tells of something else. */
export type LogLine =
  | { readonly kind: 'request'; readonly line: LoggedLine }
  | { readonly kind: 'feedback'; readonly decision: string; readonly feedback: Feedback }
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable'; readonly why: string };

export function readLogLine(text: string): LogLine {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', why: 'it is no JSON' };
  }
  if (typeof json !== 'object' || json === null) return { kind: 'unreadable', why: 'it is no JSON object' };
  const event: unknown = Reflect.get(json, 'event');
  if (event === 'feedback') return feedbackOf(json);
  if (event !== undefined && event !== 'request') return { kind: 'other' };
  // A bare decision may say beside itself whose it is.
  const isBare = !('decision' in json) && 'id' in json;
  const read = loggedSchema.safeParse(isBare ? { ...json, decision: json } : json);
  if (read.success) return { kind: 'request', line: read.data };
  return { kind: 'unreadable', why: whyNot(read.error) };
}

function feedbackOf(json: object): LogLine {
  const read = feedbackSchema.safeParse(json);
  if (!read.success) return { kind: 'unreadable', why: whyNot(read.error) };
  const { decision, rating, correct, switchedTo, regenerated, abandoned } = read.data;
  const feedback = {
    ...(rating === undefined ? {} : { rating }),
    ...(correct === undefined ? {} : { correct }),
    ...(switchedTo === undefined ? {} : { switchedTo }),
    ...(regenerated === undefined ? {} : { regenerated }),
    ...(abandoned === undefined ? {} : { abandoned }),
  };
  return { kind: 'feedback', decision, feedback };
}

function whyNot({ issues: [first] }: z.ZodError): string {
  return first === undefined ? 'it is no line of the log' : `${first.path.join('.') || 'the line'}: ${first.message}`;
}

const shownSchema = decisionSchema.extend({ candidates: z.array(z.string()).min(1) });
const featuresSchema = z.object({
  ...{ text: z.string(), domains: z.array(z.tuple([z.number(), z.number()])), difficulty: z.number() },
  ...{ inputTokens: z.number(), language: z.string(), needs: z.array(z.string()) },
});

const isDecision = (value: unknown): value is Decision => shownSchema.safeParse(value).success;
const isFeatures = (value: unknown): value is Features => featuresSchema.safeParse(value).success;
