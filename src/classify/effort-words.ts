/** The words that `effort-clauses.ts` knows, English ones, folded. Pure data. */

interface EffortWords {
  /** They speak for thought. */
  readonly slow: ReadonlySet<string>;
  /** They speak for haste. */
  readonly fast: ReadonlySet<string>;
  /** They go with anything. */
  readonly plain: ReadonlySet<string>;
  /** Each turns what follows it in its clause. */
  readonly negations: ReadonlySet<string>;
  /** A clause that begins so tells or asks of something: it is no request. */
  readonly tells: RegExp;
  /** One of these stands in a clause that is said to whoever answers. */
  readonly addresses: RegExp;
}

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/u));

export const EFFORT_WORDS: EffortWords = {
  slow: set(
    'think thinking thought thoughts thoughtful thoughtfully reason reasoning reasoned ponder pondering mull ' +
      'muse reflect reflection reflecting deliberate deliberately deliberation consider considered considering ' +
      'contemplate careful carefully deep deeper deeply depth slow slower slowly thorough thoroughly ' +
      'thoroughness rigorous rigorously rigor rigour patiently meticulous meticulously brainpower brainy noggin ' +
      'noodle concentrate concentration diligent diligently methodical methodically scrutinize scrutinise ' +
      'scrutiny brainstorm chew puzzle agonize agonise slog double-check doublecheck recheck ' +
      'triple-check step-by-step unhurried leisurely ' +
      'exhaustively overthink overthinking wrack wisely soundly marinate simmer percolate stew ' +
      'unrushed',
  ),
  fast: set(
    'quick quickly quicker quickest quickie quik fast faster fastest speedy hurry hurried rush rushed rushing ' +
      'hasty haste hastily snap snappy instant instantly immediate immediately swift swiftly rapid rapidly ' +
      'rapid-fire quickfire asap lightning guess guesses guessing guesstimate gut instinct instincts instinctive ' +
      'knee-jerk kneejerk ballpark shortcut shortcuts shallow superficial lazy effortless spontaneous ' +
      'improvise pronto stat urgently jiffy autopilot blurt sprint snap-judgement off-the-cuff offhand zippy',
  ),
  plain: set(
    'time care twice hard harder patient patience brain brains second seconds sec secs speed focus sit flash a ' +
      'an the this that these those it its one ones thing things something anything everything all any every ' +
      'each some such own same other another here there now then today again still yet already once i me my mine ' +
      'we us our you u your yours ur ya please pls plz kindly thanks thx ty cheers hey hi ok okay yeah yes well ' +
      'right so and or but if as than because cause since until till before after while when whenever first to ' +
      "of on in into with at over through out up down for from by about off away back around it's that's there's " +
      "i'm im i'd i'll i've we're you'd you'll you've let lets let's be is are am was been being do does doing " +
      'done did have has having had can could will would should shall may might must need needs needed want ' +
      'wants wanted like love prefer rather better best worse take taking takes taken give giving gimme put ' +
      'putting make making get getting go going keep keeping use using spend spending spare try trying come say ' +
      'saying tell telling show look looking start answer answers answering answered reply replies replying ' +
      'respond responding response question questions problem solution result conclusion decide decision settle ' +
      'commit speak write writing version attempt judgement judgment verdict opinion ' +
      'round yourself itself strong bit lot ' +
      'lots more most much many less least little few very really real truly actually properly proper seriously ' +
      'serious good great full fully extra super whole entire enough plenty long longer longest far further just ' +
      'only simply even also too maybe perhaps ever whatever however whatsoever whichever matter matters ' +
      'important tricky difficult fine acceptable welcome appreciated worth allowed required necessary possible ' +
      'moment minute minutes hour hours days day world effort energy attention angle angles side sides case ' +
      'cases detail details both honest hardest utmost max maximum minimal minimum head mind minds work working ' +
      'worked dont sure certain correct accurate wait guys mate dude comes',
  ),
  negations: set(
    "don't dont not no never without nothing none isn't isnt won't wont can't cant shouldn't shouldnt doesn't " +
      "doesnt needn't avoid skip stop less instead rather hardly nor zero cannot over",
  ),
  tells:
    /^(?:i (?!(?:just |really |only )?(?:need|want|prefer|would|expect|like))|good|nice|great|excellent|how|what|why|who|whose|which|where|does|did|do (?:i|you|we|they|people)|is|are|was|were|can i|could i|should i|have you|has|will i|am i|if|i'm (?:thinking|slow|fast)|i've (?:thought|been)|we |it's (?:slow|fast|hard|quick)|it is|that (?:is|was)|this is|that's|they|he|she|you (?:are|were|think|thought|rushed|said)|people|time )|\b(?:me|us|i) (?:think|thinking|reason)\b|^\S+$/u,
  addresses:
    /\b(?:please|pls|plz|you|u|your|ur|need|needed|want|prefer|answers?|reply|replies|respond|response|don't|dont|do not|no|not|take|give|gimme|use|put|be|just|only|let|go|make|keep|spend|fine|enough|ok|okay|welcome|this one|on this|over this|about this|try|really|guess|hurry|asap)\b/u,
};
