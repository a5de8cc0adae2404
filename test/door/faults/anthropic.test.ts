import { CHAT, MESSAGES_CLIENT } from '../../support/faults/clients.ts';
import { ANTHROPIC } from '../../support/faults/kinds.ts';
import { wall } from '../../support/faults/wall.ts';

wall('anthropic behind Messages', ANTHROPIC, MESSAGES_CLIENT);
wall('anthropic behind Chat Completions', ANTHROPIC, CHAT);
