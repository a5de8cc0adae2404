/**
 * Words that tell what somebody wants of goods and services, by kind. A kind is a feature of its own (cues.ts), so that
 * what was learned of "buy" holds for "purchase" too. English; other languages come to it by their glosses.
 */

import type { CueKind } from './cue-kinds.ts';

export const CUE_WORDS = {
  buy:
    'buy buying purchase order reorder preorder book rebook reserve renew rent hire lease subscribe resubscribe enroll enrol register checkout cart basket pay topup upgrade refill ' +
    'ship deliver delivered schedule appointment ticket tix seat bid deposit rsvp grab snag enlist activate takeout delivery pickup confirm reup recharge prepay wrap charge gimme ' +
    'finalize finalise switch trial slot usual',
  shop:
    'best better cheap cheaper cheapest affordable budget recommend recommendation recommended recs suggestion suggest vs versus alternative compare comparison review worth worthwhile deal discount ' +
    'rated reliable decent top pick choose quote ballpark nearby near nearest value option bargain coupon promo sale brand provider similar replacement looking shopping ' +
    'good nice nicest reputable trustworthy legit overpriced pricey fair under below stack sturdy durable lightweight comfortable quiet compatible torn splurge shortlist rank idea hunt hunting which sells carries stocks offers',
  money:
    'price pricing cost fee charge rate quote discount refund invoice receipt bill budget loan mortgage tax interest apr apy rent salary insurance premium deductible credit debit card bank account savings stock share ' +
    'fund invest investor bond pension payment bitcoin crypto currency dollar euro pound buck quid usd gbp eur coupon warranty profit revenue sales inflation tariff subscription membership cash amortization escrow ' +
    'dividend ipo etf annuity ponzi pyramid retail retailer wholesale supplier supply demand market marketing advert advertising advertisement ad commercial consumer customer shopper checkout barcode sku ecommerce dropshipping ' +
    'monopoly antitrust merger bankrupt loyalty ticket resale scalping auction markup surcharge gratuity tip invoice ledger payroll vat msrp',
  goods:
    'phone iphone android laptop notebook tablet ipad kindle macbook computer pc console monitor printer router modem headphone headphones earbud speaker camera lens tv television watch smartwatch charger battery keyboard mouse ' +
    'cable drone projector airpods fitbit thermostat doorbell webcam microphone ssd gpu chip car suv truck van minivan sedan bike bicycle ebike scooter motorcycle moped tire tyre helmet engine hybrid ev brake windshield ' +
    'transmission dashcam sofa couch mattress duvet pillow blanket bed desk chair table lamp rug curtain shelf bookcase wardrobe fridge refrigerator freezer oven stove microwave cooktop grill bbq dishwasher washer dryer vacuum roomba ' +
    'blender kettle toaster espresso fryer pan skillet pot knife mower drill saw hammer screwdriver ladder paint heater boiler furnace thermometer toilet faucet tap sink shower drain gutter roof fence deck tile carpet wallpaper ' +
    'shoe sneaker boot sandal heel jacket coat parka dress jeans trousers pants shirt tshirt suit tux tuxedo sock hat glove scarf bag backpack handbag purse suitcase luggage wallet ring necklace earring bracelet jewelry jewellery diamond gold ' +
    'leather denim cotton wool cashmere makeup lipstick mascara perfume cologne shampoo conditioner sunscreen spf serum moisturizer moisturiser retinol razor toothbrush toothpaste soap detergent bleach toy lego doll puzzle boardgame stroller ' +
    'pram crib cot diaper nappy formula wine champagne beer whiskey whisky gin vodka rum cider coffee latte tea soda juice water milk cheese butter yogurt bread sourdough bagel pizza pasta noodle ramen sushi burger burrito taco sandwich ' +
    'salad soup curry steak chicken beef pork lamb fish salmon tofu rice bean egg fruit apple banana tomato potato avocado chocolate candy cookie cake pie icecream snack popcorn cereal honey sugar salt spice oil vinegar sauce ketchup ' +
    'grocery vitamin supplement protein creatine melatonin medicine medication prescription pill painkiller antihistamine inhaler insulin vaccine glasses contact lenses hearing aid software app saas vpn antivirus crm license licence ' +
    'plan broadband internet wifi fiber fibre sim esim roaming data streaming hosting domain website plugin hotel motel hostel resort airbnb cabin campsite flight airline airport plane airplane boarding lounge train ferry cruise bus coach ' +
    'taxi cab uber lyft rental vacation holiday trip tour safari visa passport restaurant cafe diner bar pub bakery bistro brunch buffet menu shop store supermarket mall boutique pharmacy gym spa sauna salon barber haircut nail massage ' +
    'tattoo plumber electrician cleaner cleaning mechanic dentist doctor vet clinic lawyer notary accountant tutor coach trainer photographer caterer dj florist mover locksmith roofer handyman gardener landscaper groomer kennel babysitter ' +
    'nanny daycare preschool course class bootcamp workshop degree mba certificate lesson concert gig festival show movie film cinema theatre theater musical opera ballet game videogame dlc museum zoo aquarium themepark netflix spotify ' +
    'audiobook ebook hardcover paperback novel textbook magazine newspaper vinyl guitar piano violin drum apartment flat studio condo house home townhouse bungalow duplex land lot office warehouse realtor landlord listing storage ' +
    'item merchandise product goods service brand company startup manufacturer factory gift present flower bouquet rose plant fertilizer pet dog cat puppy kitten aquarium treadmill dumbbell yoga pilates golf ski snowboard surfboard kayak ' +
    'tent parcel package courier umbrella candle frame mug bottle box bag basket',
  brand:
    'apple google amazon microsoft samsung sony nintendo tesla toyota honda ford chevrolet chevy bmw volkswagen vw audi mercedes ikea nike adidas puma reebok zara uniqlo hm gucci chanel prada hermes rolex lego disney netflix spotify uber lyft ' +
    'airbnb starbucks mcdonald mcdonalds kfc subway costco walmart target tesco aldi lidl sainsbury ebay etsy shopify paypal visa mastercard amex stripe nokia blackberry kodak polaroid blockbuster xerox ibm intel nvidia amd dell lenovo hp asus ' +
    'huawei xiaomi oppo oneplus dyson bosch siemens philips miele whirlpool kitchenaid canon nikon gopro bose jbl garmin kindle playstation ps5 xbox switch steam pepsi coke coca cola nestle heinz oreo nutella toblerone boeing airbus ryanair ' +
    'easyjet lufthansa delta emirates hilton marriott ferrari porsche lamborghini volvo hyundai kia mazda subaru nissan renault peugeot fiat jeep harley vespa pixel photoshop adobe figma notion slack zoom salesforce ozempic tylenol ibuprofen ' +
    'paracetamol aspirin levi crocs birkenstock patagonia sephora loreal dove gillette colgate unilever procter kellogg mars hershey cadbury guinness heineken budweiser monopoly barbie tupperware velcro kleenex roomba instagram tiktok facebook ' +
    'youtube twitter linkedin whatsapp alibaba taobao temu shein verizon vodafone att mobile enron theranos wework lehman toysrus sears macys ticketmaster booking expedia tripadvisor yelp',
  learn:
    'history origin invented inventor founded founder founding meaning etymology definition define explain explained why theory science mechanism principle chemistry physics biology psychology economics econ essay homework exercise assignment ' +
    'exam chapter lecture thesis work works term concept difference plot theme moral author century ancient war legal rule regulation environmental impact effect process formula mean stand called name fact rise fall ceo owns ' +
    'research study cause average calculated decide percent ratio philosophy ethics',
  scholar:
    'equation algebra geometry triangle integral derivative theorem proof prove matrix eigenvalue eigenvector prime fraction logic axiom polynomial calculus probability median mean permutation radians hypotenuse planet star galaxy moon mars orbit ' +
    'black hole gravity quantum atom electron molecule photosynthesis mitosis osmosis cell dna gene evolution species dinosaur octopus whale volcano earthquake tectonic ocean river mountain capital continent country king queen emperor empire ' +
    'revolution battle treaty medieval roman rome greek greece egypt viking aztec mongol ottoman plato aristotle kant nietzsche socrates shakespeare hamlet homer odyssey poem haiku sonnet limerick metaphor irony grammar verb noun adjective ' +
    'tense subjunctive synonym rhyme proverb idiom phrase sentence spelling recursion algorithm array loop pointer closure async regex git rebase commit docker kubernetes rust haskell typescript lambda god bible buddha stoicism meditation ' +
    'friend crush roommate coworker lonely shy bored joke riddle dream feelings apologise apologize forgive jealous nervous confidence',
  make:
    'write draft rewrite compose summarize summarise summary translate proofread edit code function script sql query regex class component api python javascript typescript java react html css csv json yaml parse debug test unit bug endpoint webhook ' +
    'story poem haiku song limerick dialogue dialog screenplay novel character slogan tagline caption copy headline letter email speech joke riddle essay outline paragraph diagram spreadsheet formula convert calculate extract classify rephrase ' +
    'shorten polish roleplay pretend imagine parody sketch monologue interview',
  mend:
    'broken broke fix repair stuck leaking leak noise error crash blinking frozen reset install clean remove stain descale setup connect pair troubleshoot manual maintain squeak smell won wont doesn doesnt isn isnt didn didnt keeps keep stopped stops ' +
    "won't doesn't isn't didn't cant can't won't cannot fail failing cracked crack scratched rattling loud weird overheating overheat lag slow drain drained draining turns sharpen grease tighten season stretch wash unclog void normal",
  crisis:
    'suicide suicidal kill killed die died dying dead death funeral coffin casket ashes urn grief grieving grieve mourning widow widowed miscarriage miscarried stillborn stillbirth hospice palliative cancer tumor tumour malignant terminal chemo ' +
    'chemotherapy biopsy metastasis oncologist leukaemia leukemia overdose overdosed relapse relapsed sober sobriety drunk drinking booze vodka addicted addict addiction gambling gamble gambled casino slot slots poker betting bet bets bookie roulette lottery ' +
    'evict evicted eviction foreclosure foreclosed bankrupt bankruptcy homeless debt debts collector collectors garnish garnishing repossess repossessed repo bailiff bailiffs payday arrested arrest jail prison bail court summons sued lawsuit custody ' +
    'divorce abuse abused abusive abuser hit hits beat beats beaten choked slapped punched threatened threaten threatens threatening stalking stalker stalks restraining shelter gun guns rifle pistol glock handgun ammo ammunition firearm weapon bomb ' +
    'explosive grenade pipe knife machete silencer suppressor poison cyanide pills cutting cut blade bruise bruises hurt hurting harm scared afraid terrified crying cried hopeless worthless alone unbearable purge purging laxative laxatives starve ' +
    'starving fasting anorexia anorexic bulimia binge thinspo vape vapes vaping juul nicotine cigarette cigarettes weed cocaine coke heroin fentanyl meth mdma ecstasy lsd shrooms xanax oxy oxycontin tramadol opioid drugs dealer script underage minor ' +
    'pregnant abortion rape raped assaulted molested touched groomed grooming blackmail blackmailing sextortion scammed scammer deported deportation undocumented hiv als dementia alzheimer memorial obituary cremation cremate burial buried passed ' +
    'rehab withdrawal withdrawals detox trafficking noose rope bridge goodbye myself anymore unalive warrant felony parole probation dui repossession overdue defaulted default loanshark shark hospital icu coma surgery diagnosed diagnosis stroke ' +
    'paralysed paralyzed survivor ptsd trauma panic violent hate kidnapped missing lost hide hiding secretly',
  self: "i i'm im i've ive i'd my me mine we our us",
  kin: 'mom mum mommy dad daddy parents mother father husband wife ex boyfriend girlfriend partner son daughter baby brother sister uncle aunt grandma grandpa kid kids child children he she him her his they',
  young:
    'school grade grader teen teenager minor underage fake id freshman 8th 7th 9th 10th 6th years yo year-old age parents mom dad 11 12 13 14 15 16 17',
  ask: 'how what why who when which where whose can could should would is are do does did',
  when: 'tonight tomorrow today monday tuesday wednesday thursday friday saturday sunday am pm noon asap weekend morning afternoon evening next week now immediately 7pm 8pm 9pm 6pm 9am 10am 8am 7am tomorow',
} as const satisfies Readonly<Record<CueKind, string>>;
