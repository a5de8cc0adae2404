import { once } from '../../once.ts';
import { atEnd, type Idiom, words } from './idiom.ts';

/** What may follow a request: nothing, punctuation, or a word that goes on with it rather than being its noun. */
const after =
  '(?=\\s*(?:$|[.,;:!?…)\\n—–]|- )|\\s+(?:about|on|over|through|before|and|here|for|first|please|pls|plz|when|while|then|but|' +
  'with|to|as|this|these|if|because|since|so|cause|cuz|again|now|thanks|thx|ty|cheers|will|would|only|no|or|not|rather|until|after|bef[a-z]*|instead|from|for once|' +
  "max|tops|ok|okay|what|whats|what's|who|who's|which|where|when|why|how|is|are|does|do|did|can|should|i|i'm|im|it's|we)(?![\\p{L}]))";

const it =
  '(?:it|this|that|things|everything|them|these|those|the (?:whole )?(?:problem|question|thing|issue|matter|puzzle|answer)|(?:this|that|my) (?:one|question|problem|issue))';
const very =
  '(?:really|very|extra|super|so|pretty|quite|as|more|even|much|a (?:bit|little|lot)|long and|nice and|good and|deep and|slowly and|carefully and|hard and|long)';
const manner =
  '(?:hard|harder|deep|deeper|deeply|carefully|thoroughly|slowly|longer|twice|properly|methodically|rigorously|critically|logically|clearly|' +
  'systematically|seriously|again|(?:more|some more)|step[- ]by[- ]step|one step at a time|in (?:steps|depth|detail)|long and hard|hard and long|' +
  'at length|through every (?:step|case|detail)|before (?:you )?(?:answer|answering|respond|responding|reply|replying|speak|speaking|say|write|writing)\\p{L}*)';
const thought = '(?:thought|thinking|consideration|reflection|brain ?power|brainpower)';
const reply = '(?:answer|reply|response|replies|answers|responses)';
const thing =
  '(?:answer|answers|number|numbers|result|results|name|names|code|command|letter|figure|date|year|value|option|formula|total|word|conclusion|verdict|yes or no|yes/no|final one|essentials|facts|gist)';
const talk =
  '(?:explanations?|explaining|explanation|details?|reasoning|reasons|working|workings|workings out|steps|preamble|essays?|lectures?|waffle|waffling|fluff|rambling|backstory|' +
  'background|caveats|elaboration|elaborating|derivation|justification|analysis|thinking|long (?:answers?|explanations?|text|story|essays?)|small ?talk|commentary|intro|introduction|history|theory|chit-?chat)';

export const english: Idiom = {
  trigger:
    /think|first|spend|thought|reason|reflect|ponder|deliberat|meditat|contemplat|mull|consider|puzzl|chew|brain|brood|weigh|careful|carefuly|thorough|rigor|methodic|slow|rush|hurry|hast|guess|(?:ur|the|of|any|no|much|extra|own|more|some|waste|got|have|sweet|plenty of) time|as long|however long|matter how long|how long|breath|pause|moment|minute|doub|triple|re-?check|check your|check (?:each|every|all|the|it|this|that)|verify|question your|deep|approach|angle|case|possib|option|\bsides?\b|factor|scenario|aspect|hypothes|snap|knee|shortcut|jump to|autopilot|corner|wing|thinking cap|\brack|prefer|rather|\bvalue|effort|attention|\bwork(?:ing)? (?:it|this|that|through|on|hard|out|the|slow|step|too)|through|quick|short|fast|brief|concis|succinct|\bters|rapid|snappy|speed|instant|immediat|asap|right away|straight|at once|just|only|simply|explain|explan|elaborat|detail|essay|fluff|preamble|waffl|justif|rambl|lectur|commentary|small ?talk|chit|intro|history|theory|background|backstory|caveat|derivation|analy|brainstorm|the point|chase|gut|mind|cuff|ballpark|rough|estimat|sec |secs|second|min |mins|patience|time is|need it|want it|need this|\b(?:it|this|that|answer) now|chop|make it|\bbe (?:as |very |really |super |extra |extremely |real )*(?:quick|fast|snapp|speed|rapid|careful|thorough|rigor|method|hast)|\bhip\b|no need|fancy|over-?(?:think|anal|compl|do\b)|over (?:it|this|that|each|every|all|both|the|these|those|every)|dwell|agoni|obsess|of your head|pick (?:one|some|any)|yes or no|not worth|isn't worth|have to|must|need to|not the|not a|not your|not just|don't want|dont want|do not want|don't care|don't mind|\blow\b|lazy|wild|express|lightning|throwaway|spit|look at|go over|go through|examine|explor|\bcover (?:all|every|each)|tackle|solve|handle|break (?:it|this|that|the)|derive|figure|talk (?:it|this|that|through)|small talk|walk|the gist/,
  patterns: once(() => ({
    think: words(
      `(?:think|reason|reflect|ponder|deliberate|meditate|contemplate|work|go|thinking)(?: ${very})* ${manner}${after}`,
      `(?:think|reason|reflect|ponder|work|go|walk|talk|deliberate|reflect on|think about|mull|consider|chew|puzzle|contemplate|ponder|meditate on|work on|go over|look at|reason about|weigh)(?: (?:on|about|over|through))? ${it}(?: (?:out|through|over|up))?(?: (?:really|very|extra|more|super|nice and))* (?:${manner}|through|over|out)${after}`,
      `(?:think|reason|work|go|walk) (?:it |this |that |things |everything )?(?:all )?(?:through|over) (?:${it}|each|every|all)(?: [\\p{L}']+){0,4}?(?: ${manner})?${after}`,
      `(?:think|reason|reflect|ponder|work) (?:[\\p{L}']+ ){1,6}?(?:carefully|deeply|thoroughly|methodically|rigorously|(?:very|really|extra|super) (?:hard|carefully)|long and hard|step[- ]by[- ]step|through|over)${after}`,
      `(?:really|actually|properly|seriously|truly|genuinely|please) (?:think|reflect)(?: (?:about|on) [\\p{L}']+(?: [\\p{L}']+){0,3})?${after}`,
      `(?:think|reflect|ponder|reason|pause|stop and think|stop and reflect)(?: (?:it|this|that)(?: over| through)?)?(?: first)? before (?:you )?(?:even )?(?:answer|respond|reply|speak|write|say|comment|giv|conclud|decid|start|commit)\\p{L}*`,
      `think first${after}|ponder (?:this|that|it|on this|on that|on it)${after}|mull (?:it|this|that) over${after}`,
      `(?:take|use) (?:all )?(?:of )?(?:your|the) (?:own )?(?:sweet )?time(?: (?:that )?you (?:need|want|like))?${after}`,
      `take (?:as (?:long|much time) as|however long|whatever time|however much time) (?:you|it) (?:need|want|like|take)s?${after}`,
      `take (?:a|some|a good|a few|another|one|your|plenty of|a little|more)(?: extra| more)? (?:time|while|moments?|minutes?|seconds?|beat|breath|deep breath)(?: or two)?(?: to (?:think|reflect|consider|reason|work|ponder|go)| and (?:think|reflect|reason))?${after}`,
      `spend (?:some|more|a while|as much|a lot of|plenty of|extra)(?: [\\p{L}]+){0,2}? ?(?:time |effort )?(?:thinking|reasoning|on (?:it|this|that|this one))${after}`,
      `(?:slow down|there is no rush|there's no rush|theres no rush|no rush|no hurry|(?:i'm|im|i am|we're) (?:not in (?:a|any) (?:rush|hurry)|in no (?:rush|hurry))|(?:i've|i have) (?:got )?(?:all day|plenty of time|time))${after}`,
      `(?:give|put|throw|devote|dedicate)(?: (?:it|this|that|into|to|in|this one|my question|the question|this problem))?(?: (?:some|a lot of|lots of|your|all your|all the|serious|careful|real|deep|proper|good|actual|full|extra|a bit of|more|the|it|of|hard|best|long|honest|thorough)){1,4} (?:${thought}|effort|attention)(?: (?:into|to) (?:it|this|that|your answer))?${after}`,
      `(?:careful|thorough|deep|deeper|rigorous|considered|thoughtful|well[- ]?(?:thought|reasoned|considered)(?:[- ]?(?:out|through))?|thought[- ]through|thought[- ]out|carefully (?:reasoned|considered|thought[- ]out)|reasoned) (?:${reply}|reasoning|thinking|thought|consideration)${after}`,
      `(?:double|triple|re)[- ]?check (?:your|the|every|each|all|it|this|everything|that)(?: (?:own|of|your))*(?: ?(?:work|reasoning|answer|logic|maths?|steps?|results?|numbers|calculations?|thinking|assumptions|conclusion))?${after}`,
      `(?:check|verify|question|test) your(?: own)? (?:work|reasoning|logic|maths?|steps?|calculations?|assumptions?)${after}`,
      `(?:consider|weigh|look at|explore|examine|cover|go through|think through|think about|think of)(?: up| out| it| this)?(?: from)? (?:all|every|each)(?: (?:the|of the|possible|single|relevant|your))* (?:angles?|options?|possibilit(?:y|ies)|cases?|edge cases?|corner cases?|sides?|factors?|scenarios?|aspects?|consequences?|implications?|details?|arguments?)${after}`,
      `consider (?:it|this|that|your answer|the question)(?: very| really)? (?:carefully|properly|thoroughly|deeply)${after}`,
      `(?:ultra|mega|super)[- ]?think${after}|(?:ultra|mega)think(?: [\\p{L}]+){0,3}`,
      `(?:put|get|put on|have) (?:your |on )?(?:your )?thinking cap(?: on)?${after}`,
      `be (?:very |really |extra |super |extremely |as )?(?:thorough|rigorous|methodical)(?: as (?:you can|possible))?${after}|be (?:very|extra|really|super|extremely) careful${after}`,
      `use (?:your|all(?: of)? your) (?:full )?(?:brain|head|brainpower|reasoning)${after}|rack your brains?${after}|dig deep(?:er)?${after}`,
      `(?:solve|derive|tackle|approach|do|work|figure|handle|break) (?:it|this|that|these|the problem)(?: out| down)? (?:slowly|carefully|methodically|thoroughly|step[- ]by[- ]step|one step at a time)(?: by step)?${after}`,
      `(?:reason|think)(?: out loud| aloud)?(?: about it| it)? (?:step[- ]by[- ]step|in steps)${after}|think (?:out loud|aloud)${after}`,
      `(?:don't|dont|do not|never|please don't)(?: you)?(?: just| simply| even| ever)* (?:guess|rush(?: (?:it|this|into it|your (?:answer|reply)|to (?:a|any) conclusions?|to answer|through (?:it|this)))?|jump to (?:any )?conclusions?|hurry|answer (?:too )?(?:right away|immediately|straight away|quickly|hastily|in haste|off the cuff)|cut corners|skip (?:any )?(?:steps?|thinking)|be hasty|wing it|shoot from the hip|(?:give|tell|say)(?: me)? (?:me )?(?:the first|your first|a knee[- ]?jerk|a rushed|a hasty|a half[- ]baked|something off the top)[^.,;!?\\n]{0,40})${after}`,
      `not (?:just )?(?:the first thing|a knee[- ]?jerk|a rushed|a hasty)[^.,;!?\\n]{0,40}`,
      `no (?:guessing|rushing|shortcuts|hasty answers?|knee[- ]?jerk answers?|snap answers?)${after}`,
    ),
    quick: words(
      `(?:quick|short|fast|brief|concise|rapid|snappy|speedy|super short|very short|simple|short and (?:simple|sweet)|quick and (?:dirty|simple|short)|instant|immediate)[ ,]+(?:${reply}|ans|take)${after}`,
      `(?:answer|respond|reply|explain|tell me|describe|say|just say|define|write back|put)(?: (?:me|this|it|that|to me|back))?(?: (?:very|real|really|super|as|just|only))* (?:quickly|quick|briefly|fast|concisely|succinctly|shortly|tersely|in brief|in short|asap|yes or no|yes/no|simply)${after}`,
      `(?:answer|respond|reply|tell me|say)(?: (?:me|this|it|that|back))?(?: (?:very|just|only|as))*(?: (?:briefly|quickly|fast|concisely|short|shortly|brief|succinctly|tersely)) as (?:possible|you can|you could)${after}`,
      `(?:as )?(?:briefly|quickly|concisely|succinctly|short|brief|fast) as (?:possible|you can)${after}`,
      '(?:quickly|quick|real quick|super quick|really quick|asap)(?:,? (?:please|pls|plz))?(?=\\s*(?:[,:!.]|$))',
      `(?:real|super|really|very) quick(?:ly)?(?:,? (?:please|pls|plz))?${after}|quick (?:one|q|question)(?=\\s*[:,.\\n—–-])`,
      `(?:just|only|simply)(?: (?:gimme|give me|tell me|show me|say|need|want|state|send|i need|i want|reply with|answer with|respond with|answer|return))*(?: (?:the|your|a|one|an))?(?: (?:final|short|single|plain|bare|raw|right|correct|simple|quick))* ${thing}${after}`,
      `(?:just|only|simply)(?: (?:gimme|give me|tell me|say|answer|reply|reply with|answer with|respond with|respond))* (?:yes or no|yes/no|y/n|a number|one number|a yes or no|which one)${after}`,
      `(?:final )?(?:answer|number|result|name|code|command|letter|yes or no|yes/no|essentials|conclusion)(?: answers?)? only${after}`,
      `no(?: (?:long|lengthy|need for|big|extra|detailed|further|more|full|unnecessary|fancy))* ${talk}(?:(?:,| or| and) (?:no )?${talk})*(?: (?:needed|required|necessary|please|pls|plz|at all|or anything))*${after}`,
      `(?:without|skip|spare me|leave out|omit|drop|cut|cut out|save|minus|forget|hold)(?: me)?(?: (?:the|any|all|an?|your|all the|all of the|long|too much|much|further|unnecessary))* ${talk}${after}`,
      `${talk} (?:is |are |isn't |aren't )?(?:not |un)(?:needed|necessary|required)${after}`,
      `(?:i )?(?:don't|dont|do not|don't really|really don't)(?: (?:need|want|care about|give me|have time for|require|bother with))(?: (?:the|any|all|an?|your|long|detailed|a long|a detailed|a whole|me|full|all the|to hear|to know|to see|to read))* (?:${talk}|why|how you got there|how|essay|novel|reasons?)${after}`,
      `(?:don't|dont|do not|no need to|no need for you to|needn't|(?:you )?(?:don't|dont|do not) (?:have|need) to|never mind|skip|stop|without)(?: (?:bother(?: with)?|even|try to|start|spend time|waste time))* (?:explain(?:ing)?|elaborat(?:e|ing)|justify(?:ing)?|expand(?:ing)?|ramble|rambling|lecture me|lecturing|go(?:ing)? into (?:any |much |too much |the )?detail(?:s)?|show(?:ing)? (?:me )?(?:your|the|any) (?:work|working|steps|reasoning)|write (?:me )?(?:an essay|a novel|a lot|much)|reason|reasoning|analy[sz]e|analy[sz]ing)(?: (?:it|this|that|anything|why|yourself|how|your reasoning|your answer|further|much|to me))*${after}`,
      `(?:be|make (?:it|that|this)|keep (?:it|this|that|things)|make (?:your|the) (?:answer|reply|response))(?: (?:very|really|super|as|real))* (?:quick|fast|snappy|speedy|rapid)(?: (?:and|,) (?:sweet|simple|to the point|short|dirty))?(?: as possible)?${after}`,
      `(?:straight |get |go )to the point${after}|cut to the chase${after}|(?:just )?the (?:short|quick) answer(?=\\s*(?:$|[.,:;!?]))`,
      `(?:off|from) the top of your head${after}|(?:first thing|whatever) that comes to (?:your )?mind${after}|(?:what's|whats|what is) your (?:gut|first instinct)(?: [\\p{L}]+)?${after}`,
      `(?:gut (?:feeling|reaction|answer|instinct|check|feel|call|response)|knee[- ]?jerk (?:answer|reaction)|snap (?:answer|judg(?:e)?ment)|ballpark(?: (?:figure|number|estimate|answer))?|rough (?:guess|estimate|idea|number|figure|answer)|best guess|quick guess|wild guess)(?: (?:is|will|would)? ?(?:fine|do|enough|ok|okay|be fine))?${after}`,
      `(?:just |take a |a )(?:guess|estimate)(?: (?:is|will|would)? ?(?:fine|do|enough|ok))?${after}`,
      `(?:i'm|im|i am|we're|we are|am|bit)?(?: (?:kind of|kinda|sort of|a bit|really|always|a little|in))* ?(?:in (?:a|such a|quite a)(?: (?:bit|little) of a| big| huge| mad| real)? (?:hurry|rush)|short on time|pressed for time|running late|low on time|out of time)${after}`,
      `(?:i |we )?(?:only |just )?(?:have|got|i've got)(?: (?:only|just|about|like|literally))* (?:a|one|two|ten|thirty|\\d+|five|a few|a couple of|no|little) (?:sec|secs|second|seconds|minute|minutes|min|mins|time)(?: (?:left|to spare|for this))?${after}`,
      `(?:i )?(?:don't|dont|do not|haven't) (?:have|got)(?: (?:much|a lot of|any|the|all|long|that much))* (?:time|day|patience)${after}|no time(?: (?:for|to) [^.,;!?\\n]{1,30})?${after}|time is (?:short|tight)${after}`,
      `(?:need|want)(?: (?:this|it|that|an answer|the answer|one))? (?:fast|quick|quickly|asap|right now|right away|immediately|in a hurry|urgently)${after}|hurry(?: up)?${after}|chop chop|make it snappy`,
      `(?:nothing (?:fancy|elaborate)|no need for (?:a|an|any) (?:long|detailed|elaborate|lengthy|big|full) [\\p{L}]+)${after}`,
      `(?:spit it out)${after}|just pick (?:one|something|any)${after}`,
    ),
    brood: words(
      `(?:overthink|over-think|over think|overthinking|over-thinking|overanaly[sz]e|over-analy[sz]e|overcomplicate|over-complicate|overdo|agonise over|agonize over|dwell on|sweat)(?: (?:it|this|that|here|things|this one|the details))*${after}`,
      `think(?:ing)?(?: (?:about|on|over|it|this|that|through|too|so|very|really|all|much|hard|long|deeply|a lot|twice|this one|at all|here|even|further))*${after}`,
      `(?:ponder|deliberate|reflect|reason|agonise|agonize|spend (?:too much |much |any |a lot of |too long )?(?:time|long|effort|thought)|take (?:too )?(?:long|much time|forever)|waste (?:any )?time|rack your brains?|work (?:too )?hard)(?: (?:about|on|over|it|this|that|too|so|very|much|hard|long|thinking|reasoning|pondering))*${after}`,
    ),
    lead: atEnd(
      "please|pls|plz|kindly|just|only|really|also|now|so|and|but|then|ok|okay|k|first|instead|well|alright|right|actually|always|hey|hi|hello|yo|dude|bro|mate|sir|let's|lets|let us|again|this time|btw|oh|um|hmm|yeah|yes|look|listen|guys|simply|maybe|perhaps|preferably|ideally|quick|ur|your own|claude|chatgpt|gpt|assistant|ai|bot|buddy|friend|thanks",
      '(?:can|could|will|would|must|should|wanna|may)(?: you| u| ya)(?: please| pls| just| maybe| kindly)?|(?:you|u) (?:can|may|should|must|need to|have to|might want to|had better)|go ahead',
      "i(?:'d| would)? (?:really |just |only |also |kinda |actually |honestly )*(?:want|need|would like|like|expect|prefer|appreciate|love|rather have|ask|beg|urge)(?: for)?(?: you)?(?: to)?|make sure(?: (?:to|you|that you))?|be sure to|try to|remember to|do|feel free to|it's important (?:that you|to)|it is important (?:that you|to)",
      "(?:give|get|gimme|hand|send|offer|shoot|hit)(?: me| us)?(?: just| only| with)?|gimme|i'm (?:just |only |really )?(?:looking for|after|asking for)|looking for|a|an|the|your|my|with|want|need|some|any|one|very|that|some more|of|for|use|in|to|be|it|me|you|u|this",
      "there is|there's|for this one|for this|on this(?: one)?|with this(?: one)?|for (?:this|my|the following|the next) (?:question|problem|one|task)|before answering|before you (?:answer|reply|respond)|for once|for me|here|(?:can|could|may) (?:i|we) (?:get|have|please have|please get)|may i ask for|let me have|all (?:i|we) (?:need|want)(?: is)?|what i (?:need|want)(?: is)?|would be|is|i'd be (?:grateful|happy) for|take a moment to|take a minute to|take some time to|spend a (?:moment|minute|while)|if you can|if possible|if you don't mind|(?:i'd|i would|it'd|it would) be \\p{L}+(?: it)? if you(?: really)?|when you answer|sit down and|stop and|pause and|deep breath|slow down and|the answer|as",
    ),
    not: atEnd(
      "don't|dont|do not|no need to|no need for|no need|not|never|without|needn't|need not|(?:you )?(?:don't|dont|do not) (?:really |even )?(?:have|need) to|stop|avoid|instead of|rather than|no reason to|no point in|less|quit|no",
      "(?:(?:i|we) )?(?:really )?(?:don't|dont|do not) (?:want|need|give me|expect|just give me|bother|spend (?:any |too much |much )?(?:time|energy)|even|just|go and|try to|start|you)(?: (?:you|to|a|an|the|just a|you to|with|even))*|no need for a|not (?:just )?(?:a|the)|no need to (?:give (?:me )?a|even)|without (?:a|an|even|really|much)|rather than a|isn't worth|not worth|you can skip|skip the",
    ),
  })),
};
