import { type Client, MESSAGES_CLIENT, RESPONSES_CLIENT } from '../../support/faults/clients.ts';
import { IN_ANOTHER_WIRE } from '../../support/faults/expected.ts';
import { ANTHROPIC, BEDROCK, COHERE, COMPATIBLE, GOOGLE, type Kind, WORKERS_AI } from '../../support/faults/kinds.ts';
import { wall } from '../../support/faults/wall.ts';

const FOREIGN: readonly (readonly [string, Client, Readonly<Record<string, Kind>>])[] = [
  [
    'Messages',
    MESSAGES_CLIENT,
    {
      'openai-compatible': COMPATIBLE,
      google: GOOGLE,
      cohere: COHERE,
      'amazon-bedrock': BEDROCK,
      'workers-ai': WORKERS_AI,
    },
  ],
  [
    'Responses',
    RESPONSES_CLIENT,
    {
      'openai-compatible': COMPATIBLE,
      anthropic: ANTHROPIC,
      google: GOOGLE,
      cohere: COHERE,
      'amazon-bedrock': BEDROCK,
      'workers-ai': WORKERS_AI,
    },
  ],
];

for (const [wire, client, kinds] of FOREIGN) {
  for (const [name, kind] of Object.entries(kinds)) wall(`${name} behind ${wire}`, kind, client, IN_ANOTHER_WIRE);
}
