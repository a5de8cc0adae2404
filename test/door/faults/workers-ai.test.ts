import { CHAT } from '../../support/faults/clients.ts';
import { WORKERS_AI } from '../../support/faults/kinds.ts';
import { wall } from '../../support/faults/wall.ts';

wall('workers-ai behind Chat Completions', WORKERS_AI, CHAT);
