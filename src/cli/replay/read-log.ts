/** A log as replays take it: each decision once, with what was said of it, and with its words where they are at hand. */

import { askedAs } from '../../admin/replay/asked-as.ts';
import type { Asked, Logged } from '../../admin/replay/logged.ts';
import { classify } from '../../classify/cascade.ts';
import { compileRoutes } from '../../classify/embedded.ts';
import type { Features } from '../../classify/features.ts';
import { readRequest } from '../../classify/signals.ts';
import { effortOf } from '../../learn/beliefs.ts';
import type { Judged } from '../../learn/judged.ts';
import { outcomesOf } from '../../learn/reward.ts';
import type { Feedback } from '../../quota/lesson.ts';
import { type Arm, armOf } from '../../route/believed.ts';
import type { Decision } from '../../route/decision.ts';
import type { Policy } from '../../tenant/policy.ts';
import { microDollars, unixMs } from '../../unit.ts';
import { readQuestion } from '../../wire/question.ts';
import { type LoggedLine, readLogLine } from './log-line.ts';

export interface ReadLog {
  readonly logged: readonly Logged[];
  /** Of them, those that were rated. */
  readonly rated: number;
  readonly unreadable: {
    readonly lines: number;
    readonly first: { readonly line: number; readonly why: string } | null;
  };
}

/** `text`: one JSON a line. */
export async function readLog(text: string, policy: Policy): Promise<ReadLog> {
  const requests = new Map<string, LoggedLine>();
  const said = new Map<string, Feedback>();
  let lines = 0;
  let first: ReadLog['unreadable']['first'] = null;
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readLogLine(line);
    if (read.kind === 'request') requests.set(read.line.decision.id, read.line);
    // What is said again corrects what was said.
    if (read.kind === 'feedback') said.set(read.decision, { ...said.get(read.decision), ...read.feedback });
    if (read.kind !== 'unreadable') continue;
    lines++;
    first ??= { line: at + 1, why: read.why };
  }
  const anew = classifierOf(policy);
  const logged: Logged[] = [];
  for (const [at, line] of [...requests.values()].entries()) {
    const read = await anew(line);
    logged.push({
      ...{ decision: line.decision, user: line.user ?? line.keyId ?? line.key ?? null, usage: line.usage ?? null },
      ...{ cost: line.cost ?? null, shares: line.shares, firstContentMs: line.firstContentMs ?? null },
      ...{ features: line.features ?? read?.features ?? null, anew: read?.asked ?? null },
      row: judged(line.decision, said.get(line.decision.id), at, policy),
    });
  }
  return { logged, rated: logged.filter(({ row }) => row !== null).length, unreadable: { lines, first } };
}

const NO_HEADERS = { user: null, session: null, effort: null };
const STOPPED = () => unixMs(0);

/** Reads the words of a line, and classifies them under the policy; null for a line without. */
function classifierOf(policy: Policy) {
  const classifier = compileRoutes([...policy.routes.values()]);
  return async (line: LoggedLine): Promise<{ readonly asked: Asked; readonly features: Features } | null> => {
    const { decision, input, messages } = line;
    if (input === undefined && messages === undefined) return null;
    const json = messages === undefined ? { input } : { messages };
    const was = askedAs(decision);
    const bytes = new TextEncoder().encode(JSON.stringify(json)).byteLength;
    const { model, effort, needs } = was.ask;
    const ask = { ...readQuestion({ json, bytes }, NO_HEADERS), model, effort, needs };
    const { signals, features } = readRequest(ask);
    const { confidence, deadlineMs } = policy.classifier;
    const classification = await classify({
      ...{ classifiers: [classifier], turns: ask.turns, defaultRoute: policy.default },
      ...{ confidence, deadlineMs, clock: STOPPED },
    });
    return { asked: { ask, signals, classification }, features };
  };
}

/** As the learner would judge it, by the policy's own weights. */
function judged(decision: Decision, feedback: Feedback | undefined, at: number, policy: Policy): Judged | null {
  if (feedback === undefined) return null;
  const { route, effort, model, choice, signals, beliefs } = decision;
  const chosen = armOf(model, effort);
  const { switchedTo } = feedback;
  const isRoute = switchedTo !== undefined && !policy.models.has(switchedTo) && policy.routes.has(switchedTo);
  const lesson = {
    ...{ decision: decision.id, seq: 1, at: unixMs(at), user: '', route, effort, beliefs, choice, arm: chosen },
    ...{ policyVersion: decision.policy.version, explicit: choice === undefined, cost: microDollars(0), feedback },
    ...{ features: NO_FEATURES, fingerprint: '', firstContentMs: null, failed: false, observed: {} },
    ...(isRoute ? { switched: { route: switchedTo } } : {}),
  };
  const [value] = outcomesOf(lesson, policy).filter(({ kind }) => kind === 'value');
  if (value?.kind !== 'value') return null;
  const expected = new Map<Arm, number>();
  for (const [arm, reward] of Object.entries(signals.expected ?? {})) {
    const known = choice?.arms.find((one) => one.arm === arm)?.arm ?? (arm === chosen ? chosen : undefined);
    if (known !== undefined) expected.set(known, reward);
  }
  for (const { arm, reward } of choice?.arms ?? []) expected.set(arm, reward);
  if (!expected.has(chosen)) expected.set(chosen, UNKNOWN_REWARD);
  return {
    ...{ at: unixMs(at), request: decision.id, stratum: route, chosen, reward: value.value, weight: value.weight },
    arms: [...expected].map(([arm, reward]) => ({ arm, effort: effortOf(arm), reward, penalty: 0, propensity: null })),
    picks: { inForce: chosen, candidate: chosen },
  };
}

/** Of an arm of which nothing was said: only that it is what was tried. */
const UNKNOWN_REWARD = 0.5;
const NO_FEATURES: Features = { text: '', domains: [], difficulty: 0, inputTokens: 0, language: 'und', needs: [] };
