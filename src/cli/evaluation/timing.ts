/**
 * How long the classifier takes where the clock runs, and how much of the bundle it is. Printed as information: times
 * are this machine's, at this moment.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compileRoutes } from '../../classify/embedded.ts';
import { readSignals } from '../../classify/signals.ts';
import { estimateTokens } from '../../classify/tokens.ts';
import type { Route } from '../../tenant/policy.ts';
import type { Turn } from '../../wire/ask.ts';
import { readChat } from '../../wire/chat/read.ts';
import { readTopics } from '../training/taxonomy.ts';
import { choiceTimes } from './choice-timing.ts';
import type { Figure, Group } from './figure.ts';
import type { FollowRow } from './follow-ups.ts';
import { routeOf } from './judge.ts';
import { quantile } from './statistics.ts';

const CLASSIFY = join(import.meta.dirname, '../../classify');

const CHAT_TOKENS = 400;
const CHATS = 50;
const WARM_UP_RUNS = 500;
const RUNS = 4000;
const COMPILE_RUNS = 30;
const ROUTES = 30;
const EXAMPLES = 20;

const NO_HEADERS = { user: null, session: null, effort: null };

export async function timingGroup(conversations: readonly FollowRow[]): Promise<Group> {
  const routes = await someRoutes();
  const chats = chatsOf(conversations).map(askOf);
  const { classify } = compileRoutes(routes);
  const { signal } = new AbortController();
  const signals = timed(chats, (ask) => readSignals(ask));
  const goesOn = timed(chats, (ask, run) => classify(marked(ask.turns, run, ask.turns.length - 1), signal));
  const learning = choiceTimes(chats);
  const isNew = timed(chats, (ask, run) => classify(marked(ask.turns, run, 0), signal));
  const compiled = timed(
    Array.from({ length: COMPILE_RUNS }, () => routes),
    compileRoutes,
    COMPILE_RUNS,
    5,
  );
  return {
    title: 'Time and size here and now',
    figures: [
      milliseconds('400-token chat, its latest turn new, p50', quantile(goesOn, 0.5), RUNS),
      milliseconds('400-token chat, its latest turn new, p99', quantile(goesOn, 0.99), RUNS),
      milliseconds('400-token chat, all of it new, p50', quantile(isNew, 0.5), RUNS),
      milliseconds('400-token chat, all of it new, p99', quantile(isNew, 0.99), RUNS),
      milliseconds('its signals, p50', quantile(signals, 0.5), RUNS),
      milliseconds('its signals, p99', quantile(signals, 0.99), RUNS),
      milliseconds('what can be learned of it, beside its signals, p50', learning.features, RUNS),
      milliseconds('telling what is believed of six models, beside the rules, p50', learning.shadow, RUNS),
      milliseconds('choosing by it, beside the rules, p50', learning.inForce, RUNS),
      milliseconds(`compiling ${ROUTES} routes of ${EXAMPLES} examples, median`, quantile(compiled, 0.5), COMPILE_RUNS),
      await sizeOfModel(),
    ],
  };
}

/** Milliseconds of each run, the inputs in turn. */
function timed<Input>(
  inputs: readonly Input[],
  work: (input: Input, run: number) => unknown,
  runs = RUNS,
  warmUp = WARM_UP_RUNS,
): number[] {
  const times: number[] = [];
  for (let run = -warmUp; run < runs; run++) {
    const input = inputs[(run + warmUp) % inputs.length];
    if (input === undefined) break;
    const start = performance.now();
    work(input, run);
    if (run >= 0) times.push(performance.now() - start);
  }
  return times;
}

/** The classifier remembers turns: with a number behind them, those from `first` on are new to it. */
const marked = (turns: readonly Turn[], run: number, first: number): Turn[] =>
  turns.map(({ role, text }, at) => ({ role, text: at < first ? text : `${text} ${run}` }));

const milliseconds = (measure: string, value: number, rows: number): Figure => ({
  ...{ measure, value, rows },
  interval: null,
  unit: 'ms',
  baselines: {},
});

/** Topics of the taxonomy as a tenant's routes: as many examples as a policy that means it would have. */
async function someRoutes(): Promise<Route[]> {
  const { labels, rows } = await readTopics(join(CLASSIFY, 'taxonomy'));
  const step = Math.floor(labels.length / ROUTES);
  return Array.from({ length: ROUTES }, (_, at) => {
    const label = at * step;
    const texts = rows.filter((row) => row.label === label).map(({ text }) => text);
    const [phrases, examples] = [texts.slice(0, 8), texts.slice(-EXAMPLES)];
    return routeOf({ name: `route_${at}`, description: phrases.join(', '), examples });
  });
}

/** Conversations joined until each is a chat of the wanted length: a user turn is the last. */
function chatsOf(conversations: readonly FollowRow[]): Turn[][] {
  const chats: Turn[][] = [];
  let chat: Turn[] = [];
  let tokens = 0;
  for (const { turns } of [...conversations, ...conversations]) {
    for (const { role, content } of turns) {
      chat.push({ role, text: content });
      tokens += estimateTokens(content);
    }
    if (tokens < CHAT_TOKENS) continue;
    chats.push(chat);
    if (chats.length === CHATS) break;
    chat = [];
    tokens = 0;
  }
  return chats;
}

function askOf(turns: readonly Turn[]) {
  const messages = turns.map(({ role, text }) => ({ role, content: text }));
  return readChat({ json: { messages }, bytes: Buffer.byteLength(JSON.stringify(messages)) }, NO_HEADERS);
}

async function sizeOfModel(): Promise<Figure> {
  const value = gzipSync(await readFile(join(CLASSIFY, 'model.bin'))).length / 1024;
  return { measure: 'the learned model, gzip', value, interval: null, rows: null, unit: 'KB', baselines: {} };
}
