/** Scenario `policy`: one of hundreds of routes with examples, beside one of five. */

import { cpuMicros, type Running } from '../workerd.ts';
import { clientOf } from './client.ts';
import { type Finding, judged, megabytes, milliseconds, told } from './report.ts';
import { heldNow } from './sampling.ts';
import { startSignalbox, type Workplace } from './service.ts';
import { fare, wholeAnswers } from './whole-answers.ts';

const MODELS = { instant: ['fast', 'spare'], thinking: ['deep'], mini: ['small'] };
const THINGS = [
  'invoices',
  'harbours',
  'violins',
  'glaciers',
  'tax returns',
  'bicycles',
  'orchids',
  'telescopes',
  'contracts',
  'recipes',
];
const MATTERS = [
  'prices of',
  'history of',
  'repair of',
  'photographs of',
  'insurance for',
  'laws about',
  'training for',
  'storage of',
  'reviews of',
  'design of',
];
const ASKED = [
  'what about the',
  'help me with the',
  'explain the',
  'compare the',
  'find me the',
  'is there a problem with the',
  'write about the',
  'who knows the',
];

/** `count` routes of which no two are of the same, each with eight examples, and one for anything else. */
function routesOf(count: number): readonly object[] {
  const routes = Array.from({ length: count }, (_, at) => {
    const matter = `${MATTERS[at % MATTERS.length]} ${THINGS[Math.floor(at / MATTERS.length) % THINGS.length]}`;
    const subject = at < 100 ? matter : `${matter} in season ${Math.floor(at / 100)}`;
    return {
      name: `topic-${at}`,
      description: `questions about the ${subject}`,
      examples: ASKED.map((words) => `${words} ${subject}`),
      models: MODELS,
    };
  });
  return [...routes, { name: 'general', description: 'anything else', models: MODELS }];
}

interface Cost {
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly cpuMicros: number;
  readonly bytes: number;
  readonly errors: readonly string[];
}

const SECONDS = 8;
/** A policy forty times as large may cost a request so much more. */
const RATIO = 2;

export async function largePolicy(place: Workplace, routes: number): Promise<Finding> {
  const small = await costOf(await startSignalbox(place));
  const large = await costOf(await startSignalbox(place, { routes: routesOf(routes) }));
  const ratio = large.cpuMicros / small.cpuMicros;
  const errors = [...small.errors, ...large.errors];
  const of = ({ firstMs, p50Ms, cpuMicros: cpu, bytes }: Cost) =>
    `first answer ${milliseconds(firstMs)}, then p50 ${milliseconds(p50Ms)}, CPU ${cpu.toFixed(0)} µs, memory ${megabytes(bytes)}`;
  return {
    scenario: `policy of ${routes} routes`,
    lines: [
      judged('errors', [String(errors.length), ...errors.slice(0, 3)].join('; '), 'none', errors.length === 0),
      told('5 routes', of(small)),
      told(`${routes} routes, 8 examples each`, of(large)),
      judged('CPU of a request', `${ratio.toFixed(2)} x`, `at most ${RATIO} x that of 5 routes`, ratio <= RATIO),
    ],
  };
}

async function costOf(running: Running): Promise<Cost> {
  const next = wholeAnswers();
  const client = clientOf(running.url, 1);
  try {
    const first = await client.ask(next().asked);
    if (first.ending !== 'whole') throw new Error(`The first request: ${first.status} ${first.text}`);
    await fare(running.url, next);
    const before = cpuMicros(running.pid) ?? Number.NaN;
    const { p50Ms, perSecond, errors } = await fare(running.url, next, { seconds: SECONDS });
    const spent = (cpuMicros(running.pid) ?? Number.NaN) - before;
    const bytes = await heldNow(running.pid);
    return { firstMs: first.totalMs, p50Ms, cpuMicros: spent / (perSecond * SECONDS), bytes, errors };
  } finally {
    await client.close();
    await running.stop();
  }
}
