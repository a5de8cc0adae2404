/**
 * Provider kinds as data. A kind that speaks a dialect we have is a row here and nothing more; a kind without a row is
 * accepted in a policy, warned about, and passed over as a candidate.
 */

import type { ProviderKind } from '../tenant/policy.ts';
import type { WireName } from '../wire/ask.ts';
import type { Dialect } from './contract.ts';
import { chatDialect } from './openai-chat/dialect.ts';

interface Row {
  /** A provider may have an endpoint for several wires: the client's own is preferred. */
  readonly dialect: (wire: WireName) => Dialect;
  /** `loopback` answers inside the Worker; `https` calls out. */
  readonly transport: 'https' | 'loopback';
}

const always = (dialect: Dialect) => () => dialect;

const openai: Row = {
  dialect: always(chatDialect({ baseUrl: 'https://api.openai.com/v1', outputCapField: 'max_completion_tokens' })),
  transport: 'https',
};

/** Servers that follow OpenAI (vLLM, Ollama, llama.cpp, LiteLLM, ...): all know `max_tokens`, few the newer name. */
const compatible: Row = {
  // A policy of this kind must give a baseUrl; the schema sees to it.
  dialect: always(chatDialect({ baseUrl: 'https://invalid', outputCapField: 'max_tokens' })),
  transport: 'https',
};

const TABLE: Readonly<Partial<Record<ProviderKind, Row>>> = {
  openai,
  'openai-compatible': compatible,
  loopback: { dialect: compatible.dialect, transport: 'loopback' },
};

export const rowOf = (kind: ProviderKind): Row | undefined => TABLE[kind];
