/**
 * The cascade: asks a policy's classifiers in turn until one is confident enough, all of them under one deadline. It
 * fails open (DESIGN invariant 3): a classifier that throws, rejects, answers nonsense, is late or never answers is put
 * on record and costs the request nothing but the time up to the deadline.
 */

import type { ClassifierName } from '../tenant/policy.ts';
import { type Milliseconds, milliseconds, type NonEmpty, type UnixMs } from '../unit.ts';
import type { Turn } from '../wire/ask.ts';
import type { Classification, Classifier, Failed, Said, Verdict } from './contract.ts';

export interface ClassifyOptions {
  /** In the policy's order. */
  readonly classifiers: NonEmpty<Classifier>;
  readonly turns: readonly Turn[];
  /** The route to answer when nothing matches. */
  readonly defaultRoute: string;
  /** A verdict whose best probability, of a route or of "nothing", is at least this ends the cascade. 0 to 1. */
  readonly confidence: number;
  /** For the whole cascade, from the call on. */
  readonly deadlineMs: Milliseconds;
  readonly clock: () => UnixMs;
}

const MAX_ALTERNATIVES = 3;
/** How far from 1 the probabilities of a verdict may add up: a sum over 500 routes rounds. */
const SUM_TOLERANCE = 0.01;

/**
 * Never rejects. A classifier that fails counts as though the policy had not named it: the verdict of the last one that
 * answered stands. Where every verdict is synchronous, no timer is set and nothing waits for a macrotask.
 */
export async function classify(options: ClassifyOptions): Promise<Classification> {
  const { classifiers, turns, confidence, deadlineMs, clock } = options;
  const startedAt = clock();
  const since = (at: UnixMs): Milliseconds => milliseconds(Math.max(0, clock() - at));
  const deadline = new Deadline(deadlineMs, () => clock() - startedAt);
  const asked: ClassifierName[] = [];
  const failures: Failed[] = [];
  const said: Said[] = [];
  let standing: { verdict: Verdict; source: ClassifierName } | null = null;

  for (const classifier of classifiers) {
    if (asked.length > 0 && deadline.passed()) break;
    asked.push(classifier.name);
    const askedAt = clock();
    try {
      const answer: unknown = classifier.classify(turns, deadline.signal);
      const verdict = checked(isThenable(answer) ? await deadline.race(answer) : answer);
      standing = { verdict, source: classifier.name };
      said.push({ classifier: classifier.name, ...likeliest(verdict), tookMs: since(askedAt) });
      if (Math.max(verdict.routes[0]?.probability ?? 0, verdict.nothing) >= confidence) break;
    } catch (error) {
      const why = error instanceof Error ? error.message : 'It threw something that is not an Error.';
      failures.push({ classifier: classifier.name, why, tookMs: since(askedAt) });
    }
  }
  deadline.clear();
  const record = { asked, failures, said, tookMs: since(startedAt) };
  if (standing !== null)
    return { ...settle(standing.verdict, options.defaultRoute), source: standing.source, ...record };
  const source = classifiers[0].name;
  return {
    matched: false,
    route: options.defaultRoute,
    confidence: 0,
    alternatives: [],
    because: [],
    source,
    ...record,
  };
}

function likeliest({ routes: [best], nothing }: Verdict): Pick<Said, 'route' | 'confidence'> {
  if (best === undefined || nothing > best.probability) return { route: null, confidence: nothing };
  return { route: best.route, confidence: best.probability };
}

type Settled = Pick<Classification, 'matched' | 'route' | 'confidence' | 'alternatives' | 'because'>;

function settle({ routes, nothing, because }: Verdict, defaultRoute: string): Settled {
  const [best, ...rest] = routes;
  const ranked = (list: Verdict['routes']): Settled['alternatives'] =>
    list.slice(0, MAX_ALTERNATIVES).map(({ route, probability }) => ({ route, confidence: probability }));
  if (best === undefined || nothing > best.probability) {
    return { matched: false, route: defaultRoute, confidence: nothing, alternatives: ranked(routes), because };
  }
  return { matched: true, route: best.route, confidence: best.probability, alternatives: ranked(rest), because };
}

/** Throws when a verdict is none. That a route exists is the classifier's own duty: only it knows the routes. */
function checked(answer: unknown): Verdict {
  const malformed = (what: string): Error => new Error(`The classifier's verdict is malformed: ${what}.`);
  if (!isVerdict(answer)) throw malformed('it is not {routes, nothing, because}');
  if (answer.routes.length === 0) throw malformed('it has no routes');
  let sum = 0;
  let previous = 1;
  for (const probability of [...answer.routes.map((route) => route.probability), answer.nothing]) {
    if (!(probability >= 0 && probability <= 1)) throw malformed(`${probability} is not a probability`);
    sum += probability;
  }
  if (Math.abs(sum - 1) > SUM_TOLERANCE) throw malformed(`its probabilities add up to ${sum}, not to 1`);
  for (const { probability } of answer.routes) {
    if (probability > previous) throw malformed('its routes are not in descending order');
    previous = probability;
  }
  return answer;
}

function isVerdict(answer: unknown): answer is Verdict {
  if (typeof answer !== 'object' || answer === null) return false;
  if (!('routes' in answer && 'nothing' in answer && 'because' in answer)) return false;
  if (!Array.isArray(answer.routes) || !Array.isArray(answer.because) || typeof answer.nothing !== 'number')
    return false;
  return answer.routes.every(
    (entry: unknown) =>
      typeof entry === 'object' &&
      entry !== null &&
      'route' in entry &&
      typeof entry.route === 'string' &&
      'probability' in entry &&
      typeof entry.probability === 'number',
  );
}

/** A promise, or what RPC hands out in place of one. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** One deadline for the whole cascade. Its timer is set when the first promise has come back, and not before. */
class Deadline {
  readonly #abort = new AbortController();
  readonly #ms: Milliseconds;
  readonly #elapsedMs: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #expired: Promise<never> | undefined;

  constructor(ms: Milliseconds, elapsedMs: () => number) {
    this.#ms = ms;
    this.#elapsedMs = elapsedMs;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  passed(): boolean {
    return this.signal.aborted || this.#elapsedMs() >= this.#ms;
  }

  /** What `answer` resolves to; rejects when the deadline comes first. A later rejection of `answer` is handled. */
  race(answer: PromiseLike<unknown>): Promise<unknown> {
    this.#expired ??= new Promise((_, reject) => {
      const expire = (): void => {
        const late = new Error(`No answer within the deadline of ${this.#ms} ms.`);
        reject(late);
        this.#abort.abort(late);
      };
      this.#timer = setTimeout(expire, Math.max(0, this.#ms - this.#elapsedMs()));
    });
    return Promise.race([answer, this.#expired]);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
