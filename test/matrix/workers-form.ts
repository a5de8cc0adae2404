/**
 * What the inputs of a model of Workers AI must hold for each feature. gpt-oss takes a chat completion; the models of
 * Cloudflare's own format differ in a few fields: https://developers.cloudflare.com/workers-ai/features/json-mode/
 */

import { chatForm } from './chat-form.ts';
import type { RequestName } from './request-cells.ts';
import type { Row } from './rows.ts';
import * as said from './said.ts';

export function workersForm(feature: RequestName, row: Row): object {
  const isChat = row.id.includes('gpt-oss');
  if (feature === 'token cap') return { [isChat ? 'max_completion_tokens' : 'max_tokens']: said.CAP };
  if (feature === 'JSON schema' && !isChat) {
    return { response_format: { type: 'json_schema', json_schema: said.SCHEMA } };
  }
  return chatForm(feature, row);
}
