/** What must not be in a request that lacks a feature, and by which name the client is then told of it. */

import type { RequestName } from './request-cells.ts';
import * as said from './said.ts';

interface LeftOut {
  /** What tells of the feature wherever it stands, as JSON has it. */
  readonly traces: readonly string[];
  /** The name of the field. */
  readonly listed?: RegExp;
}

export const LEFT_OUT: Readonly<Partial<Record<RequestName, LeftOut>>> = {
  'one call at a time': { traces: ['parallel'], listed: /^parallel_tool_calls$/ },
  'a tool forced': { traces: [] },
  'image by URL': { traces: [said.IMAGE_URL] },
  'PDF by data': { traces: [said.PDF] },
  'PDF by URL': { traces: [said.PDF_URL] },
  audio: { traces: [said.WAV] },
  effort: { traces: ['"high"', '16384'], listed: /^(reasoning_effort|reasoning\.effort|thinking)$/ },
  'cache marks': { traces: ['cache', 'ephemeral'], listed: /cache/ },
  'stop sequences': { traces: [said.STOP], listed: /^stop$/ },
  seed: { traces: [String(said.SEED)], listed: /^seed$/ },
  penalties: { traces: [String(said.PENALTY)], listed: /^frequency_penalty$/ },
  temperature: { traces: [String(said.TEMPERATURE)], listed: /^temperature$/ },
  top_k: { traces: [`:${said.TOP_K}`], listed: /^top_k$/ },
  'foreign thoughts withheld': { traces: [said.FOREIGN] },
  previous_response_id: { traces: [said.PREVIOUS] },
};
