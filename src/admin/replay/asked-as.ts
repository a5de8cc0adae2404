/**
 * What was asked, read back from the decision that was made of it: what the caller fixed, by the steps that `propose.ts`
 * writes of it, what the request requires, and what it was classified as. A test holds this against `propose.ts`.
 */

import type { Classification } from '../../classify/contract.ts';
import type { Decision } from '../../route/decision.ts';
import { milliseconds } from '../../unit.ts';
import type { Ask, Effort, ModelWish, Need } from '../../wire/ask.ts';
import { readChat } from '../../wire/chat/read.ts';
import type { Asked } from './logged.ts';

const NO_HEADERS = { user: null, session: null, effort: null };
const NEEDS: readonly Need[] = ['tools', 'vision', 'audio', 'json'];
const EFFORTS: readonly Effort[] = ['thinking', 'instant', 'mini'];

export function askedAs(decision: Decision): Asked {
  const { signals } = decision;
  const blank = readChat({ json: { messages: [{ role: 'user', content: '' }] }, bytes: 0 }, NO_HEADERS);
  const ask: Ask = {
    ...{ ...blank, model: modelOf(decision), effort: effortOf(decision), modality: signals.modality },
    needs: NEEDS.filter((need) => signals.needs.includes(need)),
  };
  return { ask, signals, classification: classificationOf(decision) };
}

function detailsOf({ why }: Decision, wanted: string): readonly string[] {
  return why.flatMap(({ rule, detail }) => (rule === wanted ? [detail] : []));
}

function modelOf(decision: Decision): ModelWish {
  for (const detail of detailsOf(decision, 'pinned')) {
    if (detail === 'the request names the route') return { kind: 'route', route: decision.route };
    const name = /^the request names (.+)$/.exec(detail)?.[1];
    if (name === undefined) continue;
    const effort = EFFORTS.find((each) => name === `auto:${each}`);
    return effort === undefined ? { kind: 'model', name } : { kind: 'auto', effort };
  }
  return { kind: 'auto', effort: null };
}

function effortOf(decision: Decision): Ask['effort'] {
  const [header] = detailsOf(decision, 'effort_header');
  const byHeader = EFFORTS.find((effort) => effort === header);
  if (byHeader !== undefined) return { wish: byHeader, by: 'header' };
  const means = EFFORTS.find((effort) => detailsOf(decision, 'pinned').includes(`reasoning_effort means ${effort}`));
  return means === undefined ? null : { wish: means, by: 'reasoning_effort' };
}

function classificationOf(decision: Decision): Classification {
  const { matched, route, confidence, alternatives, classifier } = decision;
  return {
    ...{ matched, route, confidence, alternatives, because: [], source: classifier.source },
    ...{ asked: [classifier.source], failures: [], said: [], tookMs: milliseconds(0) },
  };
}
