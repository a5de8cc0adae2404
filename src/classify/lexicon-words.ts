/**
 * What the taxonomy's names mean in words (CONTRACT §5), so that `domain: coding, action: generate` says something to a
 * method that only sees words. Written by hand; singular, lower case. Words stand under the domain they speak for most.
 */

/** English words and short phrases for each domain. */
export const DOMAIN_WORDS: Readonly<Record<string, string>> = {
  coding:
    'code coding program programming function class method bug compile script python javascript typescript java rust ' +
    'sql regex api algorithm variable loop unit test refactor software developer library exception stack trace',
  mathematics:
    'math maths mathematics equation algebra geometry calculus integral derivative probability theorem proof fraction ' +
    'matrix polynomial sum percentage arithmetic triangle statistics',
  science:
    'science physics chemistry biology atom molecule energy gravity planet cell evolution experiment quantum species ' +
    'astronomy reaction electron',
  medicine:
    'medicine medical doctor symptom disease diagnosis treatment drug dose patient pain fever blood infection health ' +
    'vaccine surgery pregnant hospital prescription',
  law:
    'law legal lawyer attorney contract court lawsuit sue liability statute regulation copyright patent landlord tenant ' +
    'divorce custody crime rights clause',
  finance:
    'finance financial money bank account loan mortgage interest invest investment stock bond tax credit debt budget ' +
    'retirement insurance currency payment transfer savings',
  business:
    'business company startup strategy revenue profit customer market management employee meeting pitch investor ' +
    'competitor supply operations invoice',
  marketing:
    'marketing campaign advert advertisement brand slogan audience seo social media newsletter copywriting landing ' +
    'conversion influencer promotion',
  education:
    'education school student teacher lesson course homework exam essay university college curriculum quiz study grade ' +
    'tutor learning',
  travel:
    'travel trip flight hotel airport airline vacation holiday itinerary visa passport luggage destination tourist train ' +
    'booking sightseeing journey bus',
  food:
    'food recipe cook cooking ingredient meal dinner lunch breakfast restaurant bake dish cuisine calorie vegetarian ' +
    'menu kitchen eat drink',
  shopping:
    'shopping shop buy price product store order purchase discount delivery cart deal cheap gift refund brand size',
  entertainment:
    'entertainment movie film show series actor director tv watch cinema celebrity comedy episode streaming ticket ' +
    'theatre concert event',
  sports:
    'sport football soccer basketball tennis team match player league score championship olympic coach fitness workout ' +
    'marathon game',
  history:
    'history historical war ancient century empire king queen revolution medieval civilization dynasty treaty battle',
  politics:
    'politics political government election vote president parliament senate congress policy democracy party minister ' +
    'candidate legislation',
  philosophy:
    'philosophy philosophical ethics moral existence metaphysics logic kant plato consciousness free will meaning stoic ' +
    'argument epistemology',
  psychology:
    'psychology mental therapy therapist anxiety depression stress emotion behavior cognitive habit motivation trauma ' +
    'personality mood',
  language:
    'language word grammar translate translation vocabulary sentence phrase pronounce spelling spanish french german ' +
    'chinese japanese english verb meaning definition synonym',
  creative_writing:
    'story poem novel character plot fiction lyrics haiku dialogue scene write tale screenplay narrative verse fantasy',
  data_analysis:
    'data dataset analysis chart graph table spreadsheet excel csv statistics regression dashboard column row average ' +
    'trend visualization query',
  it_support:
    'computer laptop printer wifi router password install update driver windows mac network screen device error phone ' +
    'reboot troubleshoot software',
  home:
    'home house household garden plant furniture cleaning repair plumbing paint lawn decor light thermostat appliance ' +
    'laundry chore',
  automotive:
    'car vehicle engine tire oil brake gas fuel mechanic drive battery mileage transmission truck motorcycle maintenance',
  career:
    'career job resume interview salary promotion cover letter hire employer work application linkedin recruiter ' +
    'vacation payroll profession',
  relationships:
    'relationship boyfriend girlfriend husband wife partner friend dating marriage breakup love family parent wedding ' +
    'argument divorce',
  gaming: 'game gaming gamer minecraft playstation xbox nintendo steam quest level boss multiplayer console rpg chess',
  music: 'music song album artist band guitar piano chord melody lyrics singer playlist genre concert listen',
  visual_art:
    'art image picture draw drawing painting design logo illustration photo color sketch sculpture photograph artist',
  security:
    'security vulnerability hacker malware phishing encryption password firewall exploit attack breach authentication ' +
    'virus threat cve',
  cloud_devops:
    'cloud aws azure kubernetes docker deploy deployment container server terraform pipeline ci cluster monitoring linux ' +
    'nginx devops',
  customer_support:
    'customer support complaint refund return order ticket cancel subscription account shipping warranty delivery ' +
    'agent broken billing',
  real_estate:
    'apartment house rent rental mortgage property landlord tenant buy sell lease realtor bedroom listing neighborhood',
  environment:
    'environment climate pollution carbon emission recycle renewable solar wildlife forest sustainability energy ' +
    'conservation weather',
  religion:
    'religion god bible church prayer quran islam christian buddhist hindu jewish faith theology pope spiritual',
  smalltalk:
    'chat chatting hello greeting goodbye thanks joke fun weather feeling name bored talk cool nice birthday old hobby',
};

/** Verbs and nouns for each action, English then Chinese. */
export const ACTION_WORDS: Readonly<Record<string, string>> = {
  generate: 'write generate create build implement produce draft compose 写 生成 编写 创作 实现',
  explain: 'explain why how understand describe clarify teach meaning 解释 说明 讲解 为什么 什么是',
  summarize: 'summarize summarise summary condense tldr shorten key points 总结 概括 摘要 归纳',
  translate: 'translate translation translated into language 翻译 译成 译为',
  rewrite: 'rewrite rephrase paraphrase reword polish improve proofread edit 改写 润色 重写 修改',
  debug: 'debug fix bug error broken crash fails exception 调试 修复 报错 错误',
  review: 'review critique feedback check evaluate assess audit 审查 评审 检查 点评',
  optimize: 'optimize optimise faster performance speed efficient improve reduce 优化 提速 性能',
  plan: 'plan schedule roadmap itinerary organize strategy steps prepare 计划 规划 安排 方案',
  compare: 'compare comparison versus difference better pros cons 比较 对比 区别 哪个好',
  recommend: 'recommend recommendation suggest suggestion best advice which 推荐 建议',
  extract: 'extract parse list pull identify entities fields 提取 抽取 列出',
  classify: 'classify categorize label tag sentiment sort group 分类 归类 标注',
  calculate: 'calculate compute sum total convert percent solve much 计算 求 换算 多少',
  brainstorm: 'brainstorm ideas idea name suggestion creative inspiration 头脑风暴 点子 创意 想法',
  roleplay: 'roleplay pretend act character imagine persona 扮演 角色 假装',
  lookup: 'lookup search find who when where fact latest 查 查询 搜索 查找',
  chat: 'chat talk hello feeling conversation joke 聊天 聊聊 你好',
};
