/**
 * What a conversation is about, turn by turn: a hidden Markov chain whose state is the route. From one user turn to the
 * next the route mostly stays; how surely, the turn itself tells ("and for two people?" goes on, "also, what's the
 * weather in Oslo?" does not). Each turn's words then speak for or against every route, those of the assistant more
 * softly. So an elliptical follow-up inherits and a change of subject switches, without a rule for either. Pure.
 */

/** Probabilities of the routes and of "nothing", adding up to one. */
export interface Reading {
  readonly routes: Float64Array;
  readonly nothing: number;
}

export interface HeardTurn {
  readonly role: 'system' | 'user' | 'assistant';
  /** What the words of the turn alone say. */
  readonly reading: Reading;
  /** The same, softened: turns of one conversation repeat each other, and must not count as if they did not. */
  readonly evidence: Reading;
  /** Log odds, by its words alone, that the turn leans on what came before it rather than not; only of user turns. */
  readonly leans: number;
  /** Whether the turn ends with a question; only of the assistant's. */
  readonly asks: boolean;
}

/** Log odds that a user turn stays with the route of the one before, whatever its words. */
const USUALLY_STAYS = 1;
/** The same of a turn that comes after a question: it mostly answers it. */
const ANSWERS = 2;
/** How far a turn's own words move that. They are few, and surer of themselves than they are right. */
const OWN_WORDING = 0.45;
/** An assistant's words follow the route it was on; they may also be about anything else. */
const ASSISTANT_TRUST = 0.7;
/** A system prompt sets the scene and decides nothing. */
const SYSTEM_TRUST = 0.3;

/** The routes' probabilities after the last turn, "nothing" aside, and that of "nothing". */
export function follow(turns: readonly HeardTurn[], routes: number): Reading {
  const belief = new Float64Array(routes).fill(1 / routes);
  let nothing = 1;
  let begun = false;
  let isAsked = false;
  for (const { role, reading, evidence, leans, asks } of turns) {
    if (role !== 'user') {
      isAsked = asks;
      weigh(belief, evidence, role === 'system' ? SYSTEM_TRUST : ASSISTANT_TRUST);
      continue;
    }
    const stays = begun ? logistic((isAsked ? ANSWERS : USUALLY_STAYS) + OWN_WORDING * leans) : 0;
    if (begun) loosen(belief, stays);
    // Without anything before it, what the first turn leaves open is "nothing", not every route a little.
    const alone = !begun && turns[0]?.role !== 'system' && reading.nothing < 1;
    if (alone) scale(belief, reading.routes, 1 / (1 - reading.nothing));
    else weigh(belief, evidence, 1);
    // A turn that says nothing by itself still belongs to what it follows, but only where it surely goes on.
    nothing = reading.nothing * (1 - stays * stays * (1 - nothing));
    begun = true;
  }
  scale(belief, belief, 1 - nothing);
  return { routes: belief, nothing };
}

const logistic = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

// A request brings a dozen turns: each step changes the belief in its place.

/** As far as the conversation does not stay, it may go anywhere. */
function loosen(belief: Float64Array, stays: number): void {
  const anywhere = (1 - stays) / belief.length;
  for (let route = 0; route < belief.length; route++) belief[route] = stays * (belief[route] ?? 0) + anywhere;
}

function scale(belief: Float64Array, by: Float64Array, times: number): void {
  for (let route = 0; route < belief.length; route++) belief[route] = (by[route] ?? 0) * times;
}

/** Bayes' rule. What a turn leaves open ("nothing", or mistrust) speaks for all routes alike. */
function weigh(belief: Float64Array, { routes, nothing }: Reading, trust: number): void {
  const open = (trust * nothing + (1 - trust)) / belief.length;
  let total = 0;
  for (let route = 0; route < belief.length; route++) {
    const product = (belief[route] ?? 0) * (trust * (routes[route] ?? 0) + open);
    belief[route] = product;
    total += product;
  }
  if (total === 0) belief.fill(1 / belief.length);
  else scale(belief, belief, 1 / total);
}
