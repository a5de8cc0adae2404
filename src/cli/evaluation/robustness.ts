/** How many decisions change when the words stay the same and only their spelling or their courtesies do. */

import { type AskedRow, askedOf } from './asked.ts';
import { seededChance } from './chance.ts';
import type { Clinc } from './clinc.ts';
import { mistyped, padded } from './disturbed.ts';
import { thinks } from './effort.ts';
import { type Figure, figure, type Group } from './figure.ts';
import { decisionOf, embeddedJudge, type RouteText, said } from './judge.ts';
import type { RequestTask } from './requests.ts';
import { shareOf } from './statistics.ts';

const NOISE = 0.05;
const SEED = 7;

type Decide = (text: string) => string | boolean | null;

interface DecisionTask {
  readonly decide: Decide;
  readonly texts: readonly string[];
}

export interface OwnTexts {
  readonly asked: readonly AskedRow[];
  readonly graded: readonly { readonly text: string }[];
  readonly routing: readonly RequestTask[];
}

export function ownRobustnessGroup({ asked, graded, routing }: OwnTexts): Group {
  const texts = (rows: readonly { readonly text: string }[]) => rows.map(({ text }) => text);
  const tasks = routing.map(({ routes, requests }) => routed(routes, texts(requests)));
  return {
    title: 'Decisions that change, own rows',
    figures: [
      ...flippedFigures('routes', tasks),
      ...flippedFigures('thinking or not', [{ decide: thinks, texts: texts(graded) }]),
      ...flippedFigures('asked effort', [{ decide: askedOf, texts: texts(asked) }]),
    ],
  };
}

export function clincRobustnessGroup({ intents, byIntent }: Clinc): Group {
  const texts = byIntent.map(({ text }) => text);
  return {
    title: 'Decisions that change, CLINC150',
    figures: [
      ...flippedFigures('150 routes', [routed(intents(0), texts)]),
      ...flippedFigures('150 routes, 20 examples', [routed(intents(20), texts)]).slice(0, 1),
    ],
  };
}

function routed(routes: readonly RouteText[], texts: readonly string[]): DecisionTask {
  const judge = embeddedJudge(routes);
  return { decide: (text) => decisionOf(judge(said(text))), texts };
}

export function flippedFigures(name: string, tasks: readonly DecisionTask[]): Figure[] {
  const flipped = (disturb: (text: string, at: number) => string) =>
    shareOf(tasks.flatMap(({ decide, texts }) => texts.map((text, at) => decide(text) !== decide(disturb(text, at)))));
  const chance = seededChance(SEED);
  return [
    figure(
      `${name}: flipped by 5 % noise`,
      flipped((text) => mistyped(text, NOISE, chance)),
    ),
    figure(
      `${name}: flipped by capitals`,
      flipped((text) => text.toUpperCase()),
    ),
    figure(
      `${name}: flipped by lower case`,
      flipped((text) => text.toLowerCase()),
    ),
    figure(`${name}: flipped by courtesies`, flipped(padded)),
  ];
}
