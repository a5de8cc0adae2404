/**
 * The vectors of a policy's routes, and what a question's vector says beside them. A route's vector is made of its
 * description and examples, once for each revision of the policy: kept in KV for all isolates and in the isolate that read
 * them. Making them may take longer than a request may wait, so it goes on behind the answer (`waitUntil`) and is there
 * for the requests after it.
 *
 * KV keys: `vectors:<tenant>:<revision>:<model>`, the vectors of all routes in the policy's order as 32-bit floats, one
 * after the other, with the metadata `{ routes }`, their count; forgotten by KV after VECTORS_TTL_SECONDS.
 */

import type { Route } from '../tenant/policy.ts';
import { milliseconds, type UnixMs } from '../unit.ts';
import type { Turn } from '../wire/ask.ts';
import type { Verdict } from './contract.ts';
import { Recent } from './recent.ts';
import { trimMiddle } from './recent-messages.ts';
import { type AiRunner, embed, unit } from './workers-ai.ts';

/** What an isolate may do for one request; `clock` and `waitUntil` are the request's. */
export interface VectorSource {
  readonly ai: AiRunner;
  readonly kv: KVNamespace;
  readonly clock: () => UnixMs;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** Whose vectors, by which model. `key` is the one in KV. */
export interface VectorSet {
  readonly key: string;
  readonly model: string;
  readonly routes: readonly Pick<Route, 'name' | 'description' | 'examples'>[];
}

export const vectorsKey = (tenant: string, revision: string, model: string): string =>
  `vectors:${tenant}:${revision}:${model}`;

/** A revision that nobody has asked about for so long is made anew. 30 days. */
export const VECTORS_TTL_SECONDS = 2_592_000;
/** Vectors that an isolate keeps, in floats of 4 bytes: 500 routes of 1,024 dimensions are an eighth of it. */
const MAX_FLOATS = 4_194_304;
const KEPT_MS = milliseconds(3_600_000);
/** Vectors that another request makes are waited for no longer than this: it may be gone without an end. */
const MAKING_MS = 20_000;
/** How often a request looks whether another has made them. Its promise is no use here: see `cache.ts`. */
const LOOK_AGAIN_MS = 20;

/** Texts that a route's vector is made of: its description and so many examples, within so many for all routes. */
const MAX_EXAMPLES = 8;
const MAX_TEXTS = 1000;
/** Characters of one text. The smaller embedding models read 512 tokens. */
const MAX_TEXT_CHARACTERS = 2000;
/** A latest message shorter than this ("any others?") is read together with the one before it. */
const ELLIPTICAL_CHARACTERS = 24;

/**
 * The cosine that counts for "nothing matches", and the softmax temperature of the cosines. Set by what is published of
 * the bge models, whose cosines lie between about 0.35 for texts that have nothing in common and 0.85 for paraphrases;
 * not calibrated against a model here.
 */
export const NOTHING_COSINE = 0.5;
const COSINE_TEMPERATURE = 0.04;

/** The vectors of all routes, one after the other. */
type Vectors = Float32Array;

const kept = new Recent<Vectors>({ weight: MAX_FLOATS, ageMs: KEPT_MS });
/** Since when some request has been making those of a key. */
const underway = new Map<string, { readonly since: UnixMs }>();

/** The verdict of an embedding model over the routes. Rejects with a sentence that says what failed, and once `signal` aborts. */
export async function askEmbeddingModel(
  source: VectorSource,
  set: VectorSet,
  turns: readonly Turn[],
  signal: AbortSignal,
): Promise<Verdict> {
  const text = questionText(turns);
  if (text === null) throw new Error('There is no message to ask about.');
  const [vectors, [question]] = await Promise.all([
    routeVectors(source, set, signal),
    embed(source.ai, set.model, [text]),
  ]);
  if (question === undefined || question.length * set.routes.length !== vectors.length) {
    throw new Error(`The model ${set.model} answered with a vector of another dimension than the routes have.`);
  }
  const names = set.routes.map(({ name }) => name);
  return verdictOfCosines(
    names.map((_, place) => dot(question, vectors.subarray(place * question.length, (place + 1) * question.length))),
    names,
  );
}

/** What the user wants now, in a bounded text; null when no user has said anything. */
export function questionText(turns: readonly Turn[]): string | null {
  const said = turns.filter(({ role, text }) => role === 'user' && text.trim() !== '');
  const latest = said.at(-1)?.text;
  if (latest === undefined) return null;
  const before = latest.length < ELLIPTICAL_CHARACTERS ? said.at(-2)?.text : undefined;
  if (before === undefined) return trimMiddle(latest, MAX_TEXT_CHARACTERS);
  return `${trimMiddle(before, MAX_TEXT_CHARACTERS - ELLIPTICAL_CHARACTERS - 1)}\n${latest}`;
}

/** Softmax over the cosines and the one that stands for "nothing matches". */
export function verdictOfCosines(cosines: readonly number[], names: readonly string[]): Verdict {
  const top = cosines.reduce((most, cosine) => Math.max(most, cosine), NOTHING_COSINE);
  const weightOf = (cosine: number): number => Math.exp((cosine - top) / COSINE_TEMPERATURE);
  const total = cosines.reduce((sum, cosine) => sum + weightOf(cosine), weightOf(NOTHING_COSINE));
  const routes = names
    .map((route, place) => ({ route, probability: weightOf(cosines[place] ?? -1) / total }))
    .sort((a, b) => b.probability - a.probability);
  return { routes, nothing: weightOf(NOTHING_COSINE) / total, because: [] };
}

async function routeVectors(source: VectorSource, set: VectorSet, signal: AbortSignal): Promise<Vectors> {
  while (!signal.aborted) {
    const now = source.clock();
    const known = kept.get(set.key, now);
    if (known !== undefined) return known;
    const begun = underway.get(set.key);
    if (begun === undefined || now - begun.since >= MAKING_MS) return begin(source, set, now);
    await scheduler.wait(LOOK_AGAIN_MS);
  }
  throw new Error('The vectors of the routes are still being made.');
}

function begin(source: VectorSource, set: VectorSet, since: UnixMs): Promise<Vectors> {
  const vectors = readOrMake(source, set);
  const mine = { since };
  underway.set(set.key, mine);
  const ended = (): void => {
    if (underway.get(set.key) === mine) underway.delete(set.key);
  };
  // Whoever waits for the vectors is told of the failure; here it only ends the work.
  source.waitUntil(vectors.then(ended, ended));
  return vectors;
}

async function readOrMake(source: VectorSource, set: VectorSet): Promise<Vectors> {
  const stored = await readStored(source.kv, set);
  const vectors = stored ?? (await make(source.ai, set));
  kept.put(set.key, vectors, vectors.length, source.clock());
  if (stored === null) await store(source.kv, set, vectors);
  return vectors;
}

async function make(ai: AiRunner, { model, routes }: VectorSet): Promise<Vectors> {
  const examples = Math.min(MAX_EXAMPLES, Math.floor(MAX_TEXTS / routes.length) - 1);
  const texts = routes.map((route) => [
    trimMiddle(`${route.name.replace(/[-_]/g, ' ')}: ${route.description}`, MAX_TEXT_CHARACTERS),
    ...route.examples.slice(0, examples).map((example) => trimMiddle(example, MAX_TEXT_CHARACTERS)),
  ]);
  const vectors = await embed(ai, model, texts.flat());
  const dimensions = vectors[0]?.length ?? 0;
  const all = new Float32Array(dimensions * routes.length);
  let next = 0;
  for (const [place, { length }] of texts.entries()) {
    all.set(unit(sum(vectors.slice(next, next + length), dimensions)), place * dimensions);
    next += length;
  }
  return all;
}

/** Null when KV has none, or none that can be right. KV that cannot be read costs a call of the model and no more. */
async function readStored(kv: KVNamespace, { key, routes }: VectorSet): Promise<Vectors | null> {
  try {
    const { value, metadata } = await kv.getWithMetadata<{ routes?: unknown }>(key, 'arrayBuffer');
    if (value === null || metadata?.routes !== routes.length || value.byteLength === 0) return null;
    if (value.byteLength % (4 * routes.length) !== 0) return null;
    const vectors = new Float32Array(value);
    return vectors.every(Number.isFinite) ? vectors : null;
  } catch (error) {
    console.warn(JSON.stringify({ event: 'vectors_not_read', key, message: String(error) }));
    return null;
  }
}

async function store(kv: KVNamespace, { key, routes }: VectorSet, vectors: Vectors): Promise<void> {
  try {
    const options = { expirationTtl: VECTORS_TTL_SECONDS, metadata: { routes: routes.length } };
    await kv.put(key, new Uint8Array(vectors.buffer), options);
  } catch (error) {
    console.warn(JSON.stringify({ event: 'vectors_not_kept', key, message: String(error) }));
  }
}

function sum(vectors: readonly Float32Array[], dimensions: number): Float32Array {
  const total = new Float32Array(dimensions);
  for (const vector of vectors) for (const [at, value] of vector.entries()) total[at] = (total[at] ?? 0) + value;
  return total;
}

function dot(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let at = 0; at < a.length; at++) total += (a[at] ?? 0) * (b[at] ?? 0);
  return total;
}
