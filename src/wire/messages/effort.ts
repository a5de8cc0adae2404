/** What a messages body asks of the model's thought: the effort it pins, and the words for a provider of another wire. */

import type { Tokens } from '../../unit.ts';
import type { Ask, Effort } from '../ask.ts';
import type { Prompt } from '../prompt.ts';

export interface Wished {
  readonly thinking?: { readonly type: string; readonly budget_tokens?: number | null | undefined } | null | undefined;
  readonly output_config?: { readonly effort?: string | null | undefined } | null | undefined;
}

/**
 * | `thinking.type`                        | `output_config.effort`        | pins     |
 * |----------------------------------------|-------------------------------|----------|
 * | `disabled`                             | any                           | instant  |
 * | `enabled`                              | any                           | thinking |
 * | `adaptive`, `between_tools`, or absent | `low`                         | instant  |
 * | `adaptive`, `between_tools`, or absent | `medium` `high` `xhigh` `max` | thinking |
 * | `adaptive`, `between_tools`            | absent                        | thinking |
 *
 * A word this table does not know pins nothing and goes on to the provider, so that a new one works on the day a provider
 * invents it. `by` is that of all wires: what the body itself says about effort.
 */
export function effortOf(header: Effort | null, { thinking, output_config: config }: Wished): Ask['effort'] {
  if (header !== null) return { wish: header, by: 'header' };
  const wish = pinned(thinking?.type ?? null, config?.effort ?? null);
  return wish === null ? null : { wish, by: 'reasoning_effort' };
}

function pinned(type: string | null, effort: string | null): Effort | null {
  if (type === 'disabled') return 'instant';
  if (type === 'enabled') return 'thinking';
  if (type !== null && !CHOOSES.has(type)) return null;
  if (effort === 'low') return 'instant';
  if (effort !== null) return THINKS.has(effort) ? 'thinking' : null;
  return type === null ? null : 'thinking';
}

/** The model itself decides how much. */
const CHOOSES: ReadonlySet<string> = new Set(['adaptive', 'between_tools']);
const THINKS: ReadonlySet<string> = new Set(['medium', 'high', 'xhigh', 'max']);

/** Anthropic's own: what `adaptive` is worth where no effort is named. */
const USUAL_EFFORT = 'high';

export function thoughtWished({ thinking, output_config: config }: Wished): Prompt['thought'] {
  const level = config?.effort ?? null;
  if (thinking?.type === 'disabled') return { level: null, budget: 0 as Tokens };
  if (thinking?.type === 'enabled' && thinking.budget_tokens != null) {
    return { level: null, budget: thinking.budget_tokens as Tokens };
  }
  if (level !== null) return { level, budget: null };
  return thinking == null ? null : { level: USUAL_EFFORT, budget: null };
}
