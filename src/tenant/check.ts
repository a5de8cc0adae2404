/**
 * What the parts of a policy document mean to each other: every name that is used is defined, every ladder ends, every
 * URL is public, everything that cost must be counted for has a price. Each check looks at what can be read and leaves
 * to the schema what cannot, so that one reading of a document finds everything that is wrong with it.
 */

import { readBaseUrl, readPublicUrl } from './base-url.ts';
import { checkLimits } from './check-limits.ts';
import { checkPrices } from './check-prices.ts';
import { SIZES } from './defaults.ts';
import { LADDER } from './ladder.ts';
import { type LegibleDocument, readLegible } from './legible.ts';
import { didYouMean } from './nearest.ts';
import type { TenantId } from './policy.ts';
import { type Problem, pathOf } from './problem.ts';
import { HOSTED_KINDS } from './schema.ts';
import { faultOfUpgradeUrl } from './upgrade-url.ts';

export interface CheckContext {
  /** Whose document it must be; null when any tenant's will do. */
  readonly tenant: TenantId | null;
  readonly allowLocalUpstreams: boolean;
}

type Found = Generator<Problem, void>;

/** `model: "auto"` asks for the router's own choice, so nothing else may have the name. */
const RESERVED = 'auto';
/** What a test expects where no route may match. */
export const NOTHING = 'nothing';

function notDefined(what: string, name: string, defined: Iterable<string>): string {
  return `No ${what} is named "${name}".${didYouMean(name, defined) || ` Define it under ${what}s, or name one that is defined.`}`;
}

function* checkTenant({ tenant }: LegibleDocument, context: CheckContext): Found {
  if (tenant === undefined || context.tenant === null || tenant === context.tenant) return;
  const message = `This document is for tenant "${tenant}" and was given for tenant "${context.tenant}". Change one of the two.`;
  yield { path: pathOf('tenant'), message };
}

function* checkRoutes({ default: fallback, routes, models }: LegibleDocument): Found {
  if (routes === undefined) return;
  const defined = new Map<string, number>();
  for (const [index, { name, models: lists }] of routes.entries()) {
    if (lists !== undefined) yield* checkLists(pathOf('routes', index, 'models'), lists, models);
    if (name === undefined) continue;
    const path = pathOf('routes', index, 'name');
    const first = defined.get(name);
    if (name === RESERVED) yield { path, message: 'The name "auto" is reserved. Choose another.' };
    if (first === undefined) defined.set(name, index);
    else yield { path, message: `The route "${name}" is also routes[${first}]. Rename or remove one of them.` };
  }
  if (fallback !== undefined && routes.length > 0 && !defined.has(fallback)) {
    yield { path: pathOf('default'), message: notDefined('route', fallback, defined.keys()) };
  }
}

type Lists = NonNullable<NonNullable<LegibleDocument['routes']>[number]['models']>;

function* checkLists(path: string, lists: Lists, models: LegibleDocument['models']): Found {
  if (Object.keys(lists).length === 0) {
    yield { path, message: 'This route has no model. Give at least one of the lists thinking, instant and mini.' };
  }
  for (const effort of LADDER) {
    const list = lists[effort] ?? [];
    for (const [index, name] of list.entries()) {
      if (name === undefined) continue;
      const place = `${path}.${effort}[${index}]`;
      if (models !== undefined && !Object.hasOwn(models, name)) {
        yield { path: place, message: notDefined('model', name, Object.keys(models)) };
      }
      if (list.indexOf(name) < index) {
        yield { path: place, message: `The model "${name}" is in this list twice. Remove one.` };
      }
    }
  }
}

function* checkModels({ models = {}, providers }: LegibleDocument): Found {
  const count = Object.keys(models).length;
  if (count > SIZES.models) {
    yield {
      path: pathOf('models'),
      message: `A policy has at most ${SIZES.models} models, and this one has ${count}.`,
    };
  }
  for (const [name, { provider }] of Object.entries(models)) {
    if (name === RESERVED) {
      yield { path: pathOf('models', name), message: 'The name "auto" is reserved. Choose another.' };
    }
    if (provider !== undefined && providers !== undefined && !Object.hasOwn(providers, provider)) {
      const message = notDefined('provider', provider, Object.keys(providers));
      yield { path: pathOf('models', name, 'provider'), message };
    }
  }
}

function* checkProviders({ providers = {} }: LegibleDocument, { allowLocalUpstreams }: CheckContext): Found {
  for (const [name, { kind, key, baseUrl }] of Object.entries(providers)) {
    if (baseUrl !== undefined) {
      const read = readBaseUrl(baseUrl, allowLocalUpstreams);
      if (!read.ok) yield { path: pathOf('providers', name, 'baseUrl'), message: read.message };
    } else if (key === undefined && HOSTED_KINDS.some((hosted) => hosted === kind)) {
      const message = `The API of ${kind} answers nobody without a key. Name the secret that holds it, such as key: PROVIDER_API_KEY.`;
      yield { path: pathOf('providers', name, 'key'), message };
    }
  }
}

function* checkClassifier({ classifier }: LegibleDocument, { allowLocalUpstreams }: CheckContext): Found {
  const { order = [], workersAi, remote } = classifier;
  for (const [index, name] of order.entries()) {
    if (name === undefined || order.indexOf(name) === index) continue;
    yield { path: pathOf('classifier', 'order', index), message: `"${name}" is in this list twice. Remove one.` };
  }
  if (order.includes('workers-ai') && workersAi === undefined) {
    const message = 'classifier.order names workers-ai, so its model is required: workersAi: { model: "@cf/…" }.';
    yield { path: pathOf('classifier', 'workersAi'), message };
  }
  if (order.includes('remote') && remote === undefined) {
    const message =
      'classifier.order names remote, so its address is required: remote: { url: "https://…", model: … }.';
    yield { path: pathOf('classifier', 'remote'), message };
  }
  const url: unknown = Reflect.get(Object(remote), 'url');
  if (typeof url !== 'string') return;
  const read = readPublicUrl(url, allowLocalUpstreams);
  if (!read.ok) yield { path: pathOf('classifier', 'remote', 'url'), message: read.message };
}

function* checkPlans({ plans }: LegibleDocument): Found {
  if (plans === undefined) return;
  if (Object.keys(plans).length === 0) {
    const message = 'At least one plan is required: every API key is on one. { free: { limits: [] } } will do.';
    yield { path: pathOf('plans'), message };
  }
  for (const [name, { upgradeUrl }] of Object.entries(plans)) {
    const message = upgradeUrl === undefined ? null : faultOfUpgradeUrl(upgradeUrl);
    if (message !== null) yield { path: pathOf('plans', name, 'upgradeUrl'), message };
  }
}

function* checkTests({ tests = [], routes }: LegibleDocument): Found {
  const defined = new Set(routes?.map(({ name }) => name).filter((name) => name !== undefined));
  for (const [index, { say, turns, expect }] of tests.entries()) {
    if (say === undefined && turns === undefined) {
      const message = 'This test says nothing: write what a user says under `say`, or a conversation under `turns`.';
      yield { path: pathOf('tests', index), message };
    }
    if (say !== undefined && turns !== undefined) {
      yield {
        path: pathOf('tests', index, 'turns'),
        message: 'A test has either `say` or `turns`. Remove one of them.',
      };
    }
    if (expect === undefined || routes === undefined) continue;
    const path = pathOf('tests', index, 'expect');
    if (expect === NOTHING && defined.has(NOTHING)) {
      const message = 'A route is named "nothing", and here the word means that no route may match. Rename the route.';
      yield { path, message };
    } else if (expect !== NOTHING && !defined.has(expect)) {
      yield { path, message: notDefined('route', expect, [...defined, NOTHING]) };
    }
  }
}

/** Every problem between the parts of a document, in the order of CONTRACT §4. Never throws, whatever the document is. */
export function checkDocument(json: unknown, context: CheckContext): readonly Problem[] {
  const document = readLegible(json);
  return [
    ...checkTenant(document, context),
    ...checkClassifier(document, context),
    ...checkRoutes(document),
    ...checkModels(document),
    ...checkPrices(document),
    ...checkProviders(document, context),
    ...checkPlans(document),
    ...checkLimits(document),
    ...checkTests(document),
  ];
}
