import { CHAT, MESSAGES_CLIENT } from '../../support/faults/clients.ts';
import { AS_IT_COMES } from '../../support/faults/expected.ts';
import { ANTHROPIC } from '../../support/faults/kinds.ts';
import { wall } from '../../support/faults/wall.ts';

wall('anthropic behind Messages', ANTHROPIC, MESSAGES_CLIENT, AS_IT_COMES);
wall('anthropic behind Chat Completions', ANTHROPIC, CHAT);
