import { describe, expect, it } from 'vitest';
import { heldBy } from '../../../src/wire/responses/held-by.ts';
import { itemId } from '../../../src/wire/responses/own-ids.ts';

type Items = Parameters<typeof heldBy>[0];
const user = { role: 'user', content: 'and now?' } as const;
const says = { type: 'message', role: 'assistant', content: 'so it is' } as const;
const call = (id: string, type = 'function_call') => ({ type, call_id: id, name: 'f' });
const result = (id: string, type = 'function_call_output') => ({ type, call_id: id, output: '7' });
const thought = (more: object = {}) => ({ type: 'reasoning', summary: [], ...more });
const OWN = itemId('rs', '01ARZ3NDEKTSV4RRFFQ69G5FAV', 0);

const table: [expected: ReturnType<typeof heldBy>, rows: [string, Items, goesOn?: boolean][]][] = [
  [
    'tool_loop',
    [
      ['a result is last', [user, call('1'), result('1')]],
      ['one of two results is last', [user, call('1'), call('2'), result('1')]],
      ['the call itself is last', [user, says, call('1')]],
      ['a thought after the call', [user, call('1'), thought()]],
      ['a result of a custom tool', [user, call('1', 'custom_tool_call'), result('1', 'custom_tool_call_output')]],
      ['a screenshot', [user, call('1', 'computer_call'), result('1', 'computer_call_output')]],
      ['an approval', [user, { type: 'mcp_approval_response', approval_request_id: 'x', approve: true }]],
      ['a result, of a call that its provider keeps', [result('1')], true],
    ],
  ],
  [
    'pending_call',
    [
      ['no result at all', [user, call('1'), user]],
      ['one of two', [user, call('1'), call('2'), result('1'), user]],
      ['a result of another call', [user, call('2'), result('1'), user]],
      ['what was said before the call is of the same answer', [user, says, call('1'), user]],
    ],
  ],
  [
    'provider_state',
    [
      ['a sealed thought', [user, thought({ id: 'rs_1', encrypted_content: 'x' }), says, user]],
      [
        'one that we sealed for another provider',
        [user, thought({ id: OWN, encrypted_content: 'signalbox:x' }), says, user],
      ],
      ['a thought that its provider keeps by its name', [user, thought({ id: 'rs_1' }), says, user]],
      ['an item that its provider keeps', [{ type: 'item_reference', id: 'msg_1' }, user]],
      ['the same without its type', [{ id: 'msg_1' }, user]],
      ['a compacted history', [{ type: 'compaction', encrypted_content: 'x' }, user]],
      ['an answer or a conversation that is named', [user], true],
    ],
  ],
  [
    null,
    [
      ['nothing has been said', []],
      ['a first question', [user]],
      ['a plain answer', [user, says, user]],
      ['a call that is answered', [user, call('1'), result('1'), user]],
      ['a call that the model itself has given up', [user, call('1'), user, says, user]],
      ['a search of the provider’s own', [user, { type: 'web_search_call', id: 'ws_1' }, says, user]],
      ['a thought that we named and nobody keeps', [user, thought({ id: OWN }), says, user]],
      ['a thought without name and seal', [user, thought({ encrypted_content: null }), says, user]],
    ],
  ],
];

for (const [expected, rows] of table) {
  describe(`${expected}`, () => {
    it.each(rows)('%s', (_, items, goesOn = false) => expect(heldBy(items, goesOn)).toBe(expected));
  });
}
