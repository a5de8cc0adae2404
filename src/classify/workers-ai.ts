/**
 * Asks a language model of Workers AI, through the binding AI, for the route (`arch-prompt.ts`), or its embedding models
 * for vectors (`route-vectors.ts`). The binding is an argument: a deployment has Cloudflare's, `npm start` a stand-in.
 */

import * as z from 'zod';
import { once } from '../once.ts';
import type { Turn } from '../wire/ask.ts';
import { archPrompt, MAX_ANSWER_TOKENS, type RouteText, readAnswer, TEMPERATURE } from './arch-prompt.ts';
import type { Verdict } from './contract.ts';
import { verdictOfName } from './named-verdict.ts';

/**
 * What is used of the binding AI. Its calls are not aborted at the deadline: a stand-in behind RPC could not be handed a
 * signal, and what a call costs is bounded by MAX_ANSWER_TOKENS. https://developers.cloudflare.com/workers-ai/configuration/bindings/
 */
export interface AiRunner {
  readonly run: (model: string, inputs: Record<string, unknown>, options?: RunOptions) => Promise<unknown>;
}

/** Only a call that answers a client is made with them. */
interface RunOptions {
  /** The answer as it came over the network, status and all. */
  readonly returnRawResponse: true;
  readonly signal?: AbortSignal;
}

/** Whether a model of Workers AI makes vectors of texts and not texts of texts: the names of all of them say so. */
export const isEmbeddingModel = (model: string): boolean => /bge|embedding|e5/.test(model);

/**
 * Most models answer `{response}`, newer ones as OpenAI does. Where the text is JSON, some hand it over parsed.
 */
const answerSchema = once(() =>
  z.union([
    z.object({ response: z.union([z.string(), z.record(z.string(), z.unknown())]) }),
    z.object({ choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })], z.unknown()) }),
  ]),
);

/** The verdict of a language model over `routes`, which are of `routeTexts`. Rejects with a sentence that says what failed. */
export async function askLanguageModel(
  ai: AiRunner,
  model: string,
  routes: readonly RouteText[],
  turns: readonly Turn[],
): Promise<Verdict> {
  const content = archPrompt(routes, turns);
  if (content === null) throw new Error('There is no message to ask about.');
  const messages = [{ role: 'user', content }];
  const answer = await run(ai, model, { messages, max_tokens: MAX_ANSWER_TOKENS, temperature: TEMPERATURE });
  const read = answerSchema().safeParse(answer);
  if (!read.success) throw new Error(`The model ${model} answered in another shape than text.`, { cause: read.error });
  const names = routes.map(({ name }) => name);
  return verdictOfName(readAnswer(textOf(read.data), new Set(names)), names);
}

function textOf(answer: z.infer<ReturnType<typeof answerSchema>>): string {
  if ('choices' in answer) return answer.choices[0].message.content;
  return typeof answer.response === 'string' ? answer.response : JSON.stringify(answer.response);
}

/** Texts that one call of an embedding model takes. */
const MAX_BATCH = 100;

const vectorsSchema = once(() => z.object({ data: z.array(z.array(z.number()).min(1)) }));

/** A vector of length one for each text, in their order, all of one dimension. */
export async function embed(ai: AiRunner, model: string, texts: readonly string[]): Promise<readonly Float32Array[]> {
  const batches: Promise<readonly Float32Array[]>[] = [];
  for (let start = 0; start < texts.length; start += MAX_BATCH) {
    batches.push(embedBatch(ai, model, texts.slice(start, start + MAX_BATCH)));
  }
  const vectors = (await Promise.all(batches)).flat();
  if (vectors.some(({ length }) => length !== vectors[0]?.length)) {
    throw new Error(`The model ${model} answered with vectors of different dimensions.`);
  }
  return vectors;
}

async function embedBatch(ai: AiRunner, model: string, text: readonly string[]): Promise<readonly Float32Array[]> {
  const read = vectorsSchema().safeParse(await run(ai, model, { text }));
  if (!read.success) throw new Error(`The model ${model} answered without vectors.`, { cause: read.error });
  const { data } = read.data;
  if (data.length !== text.length) {
    throw new Error(`The model ${model} answered with ${data.length} vectors for ${text.length} texts.`);
  }
  return data.map((vector) => unit(Float32Array.from(vector)));
}

/** The vector scaled to length one. Throws where it has no direction. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  if (!(length > 0 && Number.isFinite(length))) throw new Error('A vector of the model has no direction.');
  return vector.map((value) => value / length);
}

/** How much of the binding's own error is kept: it names the fault. */
const MAX_WHY_CHARACTERS = 120;
/** And may go on to quote the request, which is not for the record. */
const BEFORE_QUOTE = /^[^"'`{[]*/;

async function run(ai: AiRunner, model: string, inputs: Record<string, unknown>): Promise<unknown> {
  try {
    return await ai.run(model, inputs);
  } catch (cause) {
    const why = cause instanceof Error ? reasonIn(cause.message) : 'no reason given';
    throw new Error(`Workers AI failed on ${model}: ${why}`, { cause });
  }
}

const reasonIn = (message: string): string =>
  (BEFORE_QUOTE.exec(message)?.[0] ?? '').slice(0, MAX_WHY_CHARACTERS).replace(/[\s:,]+$/, '') || 'no reason given';
