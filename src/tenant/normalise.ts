/**
 * From a policy document to the `Policy` that everything behind the border reads: total, in exact units, every name
 * resolved. A document is taken whole or not at all, and every problem is reported, not the first. Nothing is thrown,
 * whatever the document is.
 */

import { isNonEmpty, milliseconds, tokens } from '../unit.ts';
import { readBaseUrl } from './base-url.ts';
import { type CheckContext, checkDocument, NOTHING } from './check.ts';
import { DEFAULTS, SIZES } from './defaults.ts';
import { fillLadder, highestNaming } from './ladder.ts';
import { normaliseLearning } from './normalise-learning.ts';
import { priced, thought } from './normalise-model.ts';
import { normaliseLimit, normalisePlan } from './normalise-plan.ts';
import type { Model, Policy, Provider, Route, RouteTest, TenantId, Timeouts } from './policy.ts';
import { isByTheBook, PRICE_BOOK } from './price-book/book.ts';
import { type Problem, parseWith } from './problem.ts';
import { proved } from './proved.ts';
import { type PolicyDocument, policySchema } from './schema.ts';
import { policyWarnings } from './warnings.ts';

export interface ReadContext extends CheckContext {
  /** The version in KV's metadata; 0 for a document without one. */
  readonly version: number;
  /** SHA-256 of the document's text, where it is known. */
  readonly revision?: string;
}

export type ReadResult =
  | { readonly ok: true; readonly policy: Policy; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const faulty = (message: string): ReadResult => ({ ok: false, problems: [{ path: '', message }] });
const TOO_LARGE = `A policy document has at most ${SIZES.documentBytes} bytes. Shorten its examples or split the tenant.`;

/** Reads the text of a document, as KV holds it. */
export function readPolicyText(text: string, context: ReadContext): ReadResult {
  // A character is at least one byte: what is too long here need not be parsed to be refused.
  if (text.length > SIZES.documentBytes) return faulty(TOO_LARGE);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return faulty(
      `This is not JSON, which is what KV holds: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  return readPolicy(json, context);
}

/** Reads a document that has been parsed from JSON or YAML. */
export function readPolicy(json: unknown, context: ReadContext): ReadResult {
  const bytes = sizeOf(json);
  if (bytes === null) return faulty('This must be plain data that JSON can hold, nested no deeper than a policy is.');
  if (bytes > SIZES.documentBytes) return faulty(TOO_LARGE);
  const parsed = parseWith(policySchema(), json);
  const problems = [...(parsed.ok ? [] : parsed.problems), ...checkDocument(json, context)];
  if (!parsed.ok || problems.length > 0) return { ok: false, problems };
  const policy = normalise(parsed.value, context);
  return { ok: true, policy, warnings: policyWarnings(policy) };
}

/** UTF-8 bytes as JSON; null when it cannot be written as JSON at all. */
function sizeOf(json: unknown): number | null {
  try {
    return new TextEncoder().encode(JSON.stringify(json) ?? '').byteLength;
  } catch {
    // A cycle (YAML can make one) or a nesting deeper than the stack: both are the document's fault, and said so.
    return null;
  }
}

function normalise(document: PolicyDocument, context: ReadContext): Policy {
  const { classifier, timeouts, session, budget } = document;
  const providers = Object.entries(document.providers).map(([name, written]) => provider(name, written, context));
  const providerOf = new Map(providers.map((each) => [each.name, each]));
  const models = Object.entries(document.models).map(([name, written]) =>
    model(name, written, proved(providerOf.get(written.provider)), document, context.version),
  );
  const plans = Object.entries(document.plans).map(([name, written]) => normalisePlan(name, written));
  return {
    tenant: document.tenant as TenantId,
    version: context.version,
    revision: context.revision ?? '',
    priceBook: models.some(isByTheBook) ? PRICE_BOOK : null,
    default: document.default,
    classifier: {
      order: classifier.order,
      confidence: classifier.confidence,
      deadlineMs: milliseconds(classifier.deadlineMs),
      workersAi: classifier.workersAi ?? null,
      remote: classifier.remote === undefined ? null : { ...classifier.remote, key: classifier.remote.key ?? null },
    },
    routes: new Map(document.routes.map((written) => [written.name, route(written, timeouts)])),
    models: new Map(models.map((each) => [each.name, each])),
    providers: providerOf,
    plans: new Map(plans.map((each) => [each.name, each])),
    budget: budget === undefined ? null : normaliseLimit(budget),
    learning: normaliseLearning(document.learning),
    timeouts: {
      firstByteMs: milliseconds(timeouts.firstByteMs ?? DEFAULTS.timeouts.firstByteMs),
      wholeFirstByteMs: milliseconds(timeouts.firstByteMs ?? timeouts.totalMs),
      idleMs: milliseconds(timeouts.idleMs),
      totalMs: milliseconds(timeouts.totalMs),
    },
    session: { sticky: session.sticky, idleMs: milliseconds(Math.round(session.idleMinutes * 60_000)) },
    onHangup: document.onHangup,
    takeover: document.takeover,
    hedge: hedge(document.hedge),
    tests: document.tests.map(routeTest),
  };
}

function hedge(written: PolicyDocument['hedge']): Policy['hedge'] {
  if (written === false) return null;
  const { maxInputTokens } = written === true ? DEFAULTS.hedge : written;
  return { maxInputTokens: tokens(maxInputTokens) };
}

type WrittenProvider = PolicyDocument['providers'][string];
type WrittenModel = PolicyDocument['models'][string];
type WrittenRoute = PolicyDocument['routes'][number];
type WrittenTimeouts = NonNullable<WrittenRoute['timeouts']>;
type WrittenTest = PolicyDocument['tests'][number];

/** Each kind has some of these; a provider answers for all of them. */
const UNSAID = { key: undefined, baseUrl: undefined, region: undefined, apiVersion: undefined };

function provider(name: string, written: WrittenProvider, { allowLocalUpstreams }: ReadContext): Provider {
  const { kind, key, baseUrl, region, apiVersion } = { ...UNSAID, ...written };
  const read = baseUrl === undefined ? null : readBaseUrl(baseUrl, allowLocalUpstreams);
  return {
    name,
    kind,
    key: key ?? null,
    baseUrl: read?.ok ? read.url : null,
    region: region ?? null,
    apiVersion: apiVersion ?? null,
  };
}

function model(
  name: string,
  written: WrittenModel,
  by: Provider,
  { routes, timeouts }: PolicyDocument,
  version: number,
): Model {
  const { id, context, can, effort } = written;
  const listing = routes.filter(({ models }) => highestNaming(name, [{ models }]) !== null);
  return {
    name,
    provider: by,
    id,
    context: context === undefined ? null : tokens(context),
    can: can === undefined ? null : new Set(can),
    thought: thought(written),
    ...priced(written, by, version),
    effort: effort ?? highestNaming(name, routes) ?? 'instant',
    timeouts: ownTimeouts(written.timeouts, [timeouts, ...listing.map((each) => each.timeouts)]),
  };
}

function route(written: WrittenRoute, timeouts: WrittenTimeouts): Route {
  return {
    name: written.name,
    description: written.description,
    domain: written.domain ?? null,
    action: written.action ?? null,
    examples: written.examples,
    effort: written.effort,
    models: proved(fillLadder(written.models)),
    timeouts: ownTimeouts(written.timeouts, [timeouts]),
  };
}

/**
 * Only what is set: the rest shows what it is laid over. Of a whole answer the first byte may take as long as the whole,
 * unless someone set `firstByteMs`: here, or in `outer`, what this is laid over.
 */
function ownTimeouts(own: WrittenTimeouts = {}, outer: readonly (WrittenTimeouts | undefined)[]): Partial<Timeouts> {
  const { firstByteMs, idleMs, totalMs } = own;
  const wholeFirstByteMs = firstByteMs ?? (outer.some((each) => each?.firstByteMs !== undefined) ? undefined : totalMs);
  return {
    ...(firstByteMs === undefined ? {} : { firstByteMs: milliseconds(firstByteMs) }),
    ...(wholeFirstByteMs === undefined ? {} : { wholeFirstByteMs: milliseconds(wholeFirstByteMs) }),
    ...(idleMs === undefined ? {} : { idleMs: milliseconds(idleMs) }),
    ...(totalMs === undefined ? {} : { totalMs: milliseconds(totalMs) }),
  };
}

function routeTest({ say, turns, expect, effort }: WrittenTest): RouteTest {
  const spoken = turns?.map(({ role, content }) => ({ role, text: content })) ?? [{ role: 'user', text: proved(say) }];
  return {
    turns: proved(isNonEmpty(spoken) ? spoken : null),
    expect: expect === NOTHING ? null : expect,
    effort: effort ?? null,
  };
}
