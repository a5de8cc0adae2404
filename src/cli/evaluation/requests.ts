/** Routing of single requests measured: the right route, "nothing matches", and how far a confidence can be believed. */

import { type Figure, figure } from './figure.ts';
import { constantJudge, decisionOf, embeddedJudge, type Judge, mostFrequent, type RouteText, said } from './judge.ts';
import { lexicalJudge } from './lexical.ts';
import { areaUnderCurve, bootstrap, calibrationError, type Scored, type Sure, shareOf } from './statistics.ts';

/** `route` is null for a request that no route is for. */
export interface Request {
  readonly text: string;
  readonly route: string | null;
}

/** Routes and the requests that are measured against them. */
export interface RequestTask {
  readonly routes: readonly RouteText[];
  readonly requests: readonly Request[];
}

/** Decisions this sure should be right about as often. */
const SURE = { from: 0.7, to: 0.9 };

interface Read extends Sure, Request {
  readonly best: string;
  readonly nothing: number;
}

function read(judge: Judge, requests: readonly Request[]): Read[] {
  return requests.map(({ text, route }) => {
    const judgement = judge(said(text));
    const { best, probability, nothing } = judgement;
    const right = decisionOf(judgement) === route;
    return { text, route, best, nothing, confidence: Math.max(probability, nothing), right };
  });
}

/** The requests of all tasks together, as read by the classifier and by what stands in its place. */
export interface RequestReadings {
  readonly own: readonly Read[];
  readonly lexical: readonly Read[];
  readonly frequent: readonly Read[];
  /** How often a route drawn at random is the right one. */
  readonly random: number;
}

export function readTasks(tasks: readonly RequestTask[]): RequestReadings {
  const inScope = (requests: readonly Request[]) => requests.flatMap(({ route }) => (route === null ? [] : [route]));
  const by = (judgeOf: (task: RequestTask) => Judge) => tasks.flatMap((task) => read(judgeOf(task), task.requests));
  const rows = tasks.flatMap(({ routes, requests }) => inScope(requests).map(() => 1 / routes.length));
  return {
    own: by(({ routes }) => embeddedJudge(routes)),
    lexical: by(({ routes }) => lexicalJudge(routes)),
    frequent: by(({ requests }) => constantJudge(mostFrequent(inScope(requests)))),
    random: rows.reduce((sum, chance) => sum + chance, 0) / rows.length,
  };
}

/** Of the requests that have a route: the best real route is theirs, whether or not "nothing matches" wins. */
export function accuracyFigure(name: string, { own, lexical, frequent, random }: RequestReadings): Figure {
  const accuracyOf = (rows: readonly Read[]) =>
    shareOf(rows.flatMap(({ route, best }) => (route === null ? [] : [best === route])));
  return figure(`${name}: accuracy`, accuracyOf(own), {
    random,
    frequent: accuracyOf(frequent).value,
    lexical: accuracyOf(lexical).value,
  });
}

/** How well "nothing matches" tells requests that have no route from those that have. */
export function outOfScopeFigure(name: string, { own, lexical }: RequestReadings): Figure {
  const scored = (rows: readonly Read[], scoreOf: (row: Read) => number): Scored[] =>
    rows.map((row) => ({ score: scoreOf(row), positive: row.route === null }));
  const nothingOf = ({ nothing }: Read): number => nothing;
  return figure(`${name}: out-of-scope AUC`, bootstrap(scored(own, nothingOf), areaUnderCurve), {
    random: 0.5,
    length: areaUnderCurve(scored(own, ({ text }) => text.length)),
    lexical: areaUnderCurve(scored(lexical, nothingOf)),
  });
}

/** Of every request: what is decided, "nothing matches" included, against how sure the classifier says it is. */
export function calibrationFigures(name: string, { own }: RequestReadings): Figure[] {
  const sure = own.filter(({ confidence }) => confidence >= SURE.from && confidence < SURE.to);
  const range = `${SURE.from}–${SURE.to}`;
  return [
    figure(`${name}: calibration error`, bootstrap(own, calibrationError)),
    figure(`${name}: right at confidence ${range}`, shareOf(sure.map(({ right }) => right))),
  ];
}
