/** What must not be in a request that lacks a feature, and by which name the client is then told of it. */

import type { RequestName } from './request-cells.ts';
import * as said from './said.ts';

interface LeftOut {
  /** What tells of the feature wherever it stands, as JSON has it. */
  readonly traces: readonly string[];
  /** The name of the field. */
  readonly listed?: RegExp;
  /** What is said to be wanting, where the request is not sent at all. */
  readonly lacking?: RegExp;
}

export const LEFT_OUT: Readonly<Partial<Record<RequestName, LeftOut>>> = {
  'one call at a time': { traces: ['parallel'], listed: /^parallel_tool_calls$/ },
  'a tool forced': { traces: [], lacking: /^a tool that must be called$/ },
  'image by URL': { traces: [said.IMAGE_URL], lacking: /^an image (or file )?by its URL$/ },
  'PDF by data': { traces: [said.PDF], lacking: /^a file in a message$/ },
  'PDF by URL': { traces: [said.PDF_URL], lacking: /^a file in a message$|file by its URL$/ },
  'PDF by id': { traces: [said.FILE_ID], lacking: /^a file (in a message|that another provider keeps)$/ },
  audio: { traces: [said.WAV], lacking: /^sound in a message$/ },
  effort: { traces: ['"high"', '16384'], listed: /^(reasoning_effort|reasoning\.effort|thinking)$/ },
  'cache marks': { traces: ['cache', 'ephemeral'], listed: /cache/ },
  'stop sequences': { traces: [said.STOP], listed: /^stop$/, lacking: /^stop sequences$/ },
  seed: { traces: [String(said.SEED)], listed: /^seed$/ },
  penalties: { traces: [String(said.PENALTY)], listed: /^frequency_penalty$/ },
  temperature: { traces: [String(said.TEMPERATURE)], listed: /^temperature$/ },
  top_k: { traces: [`:${said.TOP_K}`], listed: /^top_k$/ },
  'foreign thoughts': { traces: [said.FOREIGN] },
  previous_response_id: { traces: [said.PREVIOUS], lacking: /previous_response_id/ },
};
