"""Nouns for people and what is said of them: the words that tell whose trouble it is."""

import re

# The noun somebody uses for the other -> what the seeker is to that other.
OTHERS = {
    "partner": "husband|wife|partner|boyfriend|girlfriend|spouse|fiance|fiancee|missus|wifey|ex husband|ex wife|"
    "ex-husband|ex-wife|ex-partner|ex partner|ex|other half|significant other|old man",
    "parent": "step-son|step-daughter|son|"
    "daughter|child|kid|kids|children|teenager|teen|boy|girl|stepson|stepdaughter|step son|step daughter|"
    "boys|girls|lads|grown son|adult son|adult daughter|sons|daughters|toddler|eldest|youngest",
    "child": "step-dad|step-mum|step-mom|step-father|"
    "step-mother|dad|mum|mom|mother|father|parents|parent|mam|mama|papa|mommy|daddy|mummy|stepdad|stepmum|stepmom|"
    "stepfather|stepmother|step dad|step mum|step mom|folks",
    "sibling": "step-brother|step-sister|half brother|"
    "half sister|half-brother|half-sister|brother|sister|sibling|siblings|brothers|"
    "sisters|twin|bro|sis|stepbrother|stepsister",
    "grandparent": "grandsons|granddaughters|grandson|granddaughter|grandchild|grandchildren|grandkids|grandkid",
    "friend": "friend|friends|mate|best friend|best mate|bestie|roommate|flatmate|housemate|buddy|neighbour|neighbor|"
    "colleague|coworker|co-worker|pal",
    "family": "nephews|nieces|cousins|uncles|aunts|relatives|uncle|aunt|auntie|cousin|nephew|niece|grandfather|"
    "grandmother|grandad|granddad|grandpa|grandma|gran|nan|"
    "family member|relative|loved one|loved ones|family|brother-in-law|sister-in-law|father-in-law|mother-in-law|"
    "brother in law|sister in law|father in law|mother in law|in-laws|in laws|son-in-law|daughter-in-law|son in law|"
    "daughter in law|granny|nana|nanna|gramps|grandparents|great aunt|great uncle|godson|goddaughter|godfather|"
    "godmother|someone i love|"
    "somebody i love|someone close to me|someone close",
}
# The noun for the seeker in "a group for partners of ..." -> the relation.
SEEKERS = {
    "partner": "partners|wives|husbands|spouses|girlfriends|boyfriends|spouse|wife|husband|partner|girlfriend|"
    "boyfriend",
    "parent": "parents|mums|moms|mothers|dads|fathers|parent|mother|father|mum|mom|dad|mam|mammy|mummy|"
    "mommy|mama|daddy",
    "adult_child": "adult children|grown children|grown up children|grown-up children|adult child|adult kids|grown "
    "kids",
    "child": "children|kids|sons|daughters|teens|teenagers|son|daughter|child|kid",
    "sibling": "siblings|brothers|sisters|brothers and sisters|sibling|brother|sister",
    "grandparent": "grandparents|grandmothers|grandfathers|grandparent|grandmother|grandma|nan|nana|gran|"
    "granny|grandad|"
    "granddad|grandpa|grandfather",
    "friend": "friends|friend|best friend|mate",
    "family": "families|family members|family|relatives|loved ones|families and friends|family and friends|"
    "friends and family|friends and families|family or friends|family member|relative|aunt|auntie|uncle|cousin|niece|"
    "nephew",
}
OTHER_OF = {noun: rel for rel, nouns in OTHERS.items() for noun in nouns.split("|")}
SEEKER_OF = {noun: rel for rel, nouns in SEEKERS.items() for noun in nouns.split("|")}
OTHER = "(?:" + "|".join(sorted((re.escape(n) for n in OTHER_OF), key=len, reverse=True)) + ")"
SEEKER = "(?:" + "|".join(sorted((re.escape(n) for n in SEEKER_OF), key=len, reverse=True)) + ")"
PLURAL = (
    r"(?:parents|mums|moms|mothers|dads|fathers|siblings|spouses|wives|husbands|partners|grandparents|brothers and "
    r"sisters|children|teens|teenagers)"
)
AFFECTED = (
    r"(?:alcoholics?|addicts?|drinkers?|problem drinkers|drug users|users|gamblers?|people|someone|somebody|those|a "
    r"person|an? |the |my |our |their |"
    r"heavy|compulsive|problem|veterans|kids|children|sons|daughters|teens|teenagers|adults|loved ones)"
)
# What makes a bare "husband" the one with the trouble.
DOES = (
    r"(?:is|was|has|had|have|just|addicted|hooked|dependent|keeps?|drinks?|drinking|uses|using|gambles?|gambling|"
    r"won't (?:stop|quit|admit|get|"
    r"eat|seek|go to|accept|talk about)|can't (?:stop|quit)|got|gets|diagnosed|on|starves|sinks|downs|necks|knocks "
    r"back|puts away|gets through|throws up|watch(?:es|ing)|plays?|playing|"
    r"bets|spends|"
    r"with|suffers?|struggl\w+|self[- ]harm\w*|takes|smokes|relapsed|hears|hoards|came out|goes|went|who|whose|"
    r"needs|came (?:home|back)|"
    r"does|abuses|been|gaming|overspending|sex addiction|never|'s|eating disorder|self harm|hearing voices|psychosis|"
    r"depression|recovery|prison|dementia)"
)
BAD = (
    r"(?:alcoholic|addicted|addict|drunk|depressed|bipolar|anorexic|bulimic|autistic|schizophrenic|suicidal|disabled|"
    r"gambling|drinking|abusive|drug[- ]using|sick|ill|elderly|ageing|aging|incarcerated|grieving|anxious|teenage|"
    r"grown|"
    r"wee|grown[- ]up|darling|beloved|lovely|sweet|beautiful|precious|adult|younger|older|little|big|late|estranged|"
    r"poor|own|"
    r"dear|best|ex|step|new|only|oldest|first)"
)
CARE = r"(?:nurse|nursing|care|cares|caring|carer|caregiver|look(?:ing)? after)"
# Words after "my husband" with which he is not the one with the trouble.
AIDE = (
    r"(?: and \w+)? (?:(?:can't|cannot|doesn't|won't|couldn't) (?:cope|deal) with (?:it|me|my)|left|leaving|"
    r"(?:takes|keeps|has|needs|uses|picks up|drops) (?:the|our) (?:car|kids|children|baby|dog|van)|"
    r"(?:don't|do not|doesn't|does not|can't|must not|won't) (?:know|understand|get it|get me|believe|listen|come|"
    r"find out|"
    r"support|see)|think|"
    r"say|want|are worried|(?:got|has|took|won|kept) (?:full |sole )?(?:custody|the (?:kids|house|children)|"
    r"everything)|"
    r"(?:has|have) no (?:idea|clue)|hasn't a clue|(?:is|are) unaware|doesn't suspect|would (?:leave|kill|divorce|"
    r"hate) me|"
    r"remarried|moved on|lives? (?:in|near|with)|"
    r"works?(?: (?:lates|nights|shifts|away|offshore|full[- ]time|long hours))?(?! on his)|is "
    r"working|"
    r"drives?|minds? the|watch(?:es)? the|can (?:mind|watch|have|come|drive|sit|take|look)|earns|(?:is|was|has "
    r"been) (?:great|lovely|"
    r"fine|"
    r"brilliant|wonderful|amazing|kind|patient|coming|driving|away|abroad|deployed)|is having an affair|won't come|"
    r"doesn't come|comes with|wants(?! to (?:stop|quit|give up|get (?:clean|sober|help|off)|cut down|change|recover|"
    r"detox|pack))|says|said|told|tells|thinks|"
    r"(?:drives|takes|brings|ferries|carries) me|(?:holds|held) my hand|is at (?:her|his|their) wits'? end with me|"
    r"is (?:sick|tired|fed up|done) (?:of|with) me|"
    r"(?:poured|threw|tipped) (?:it|mine) (?:away|out|down)|laughs|shrugs|tuts|rolls (?:his|her) eyes|(?:looks|"
    r"looked) after me|cares? for me|"
    r"(?:showed|shows|has shown|taught) me (?!(?:his|her|their|how to (?:drink|use|inject|gamble|smoke|cook))\b)|"
    r"(?:has )?sets? (?:\w+ ){0,3}?up\b|(?:has )?set (?:this|it) |"
    r"(?:bought|gave|got|lent|sent|found|brought|handed|passed|printed|left) me (?:[\w'-]+ ){1,4}?(?:number|phone|"
    r"mobile|tablet|"
    r"ipad|laptop|computer|leaflet|card|link|site|website|address|app|flyer|poster|list|headset|smartphone|telephone|"
    r"details|page)\b|"
    r"(?:(?:is|was) )?(?:typ(?:es|ing|ed)|writ(?:es|ing)|wrote|read(?:s|ing)?|sort(?:s|ed|ing)) (?:all |out )?(?:this|"
    r"these|it|them|things|everything|messages|for me|to me|out for me)\b|"
    r"(?:fixed|fixes|sorted|installed|mended) (?:the|my|our|up) |pays? (?:for )?my |recommend(?:s|ed)|mentions?|"
    r"mentioned|"
    r"heard (?:about|of|there|on)|(?:looked|googled|searched) |saw (?:an?|this|your|the) (?:\w+ )?(?:ad|advert|poster|"
    r"leaflet|card|sign|notice|group|number)\b|"
    r"(?:has )?(?:noticed|spotted|despairs|nags|gives out|gave out|pestered|insisted|persuaded|dragged me|signed me|"
    r"put me|drove me)\b|"
    r"(?:finding|to find|to hear|hearing|knowing|to know|to see|seeing|overhearing|involved|to worry|worrying|"
    r"being told)\b(?! "
    r"(?:things|voices))|"
    r"(?:were|was|got|are|have been|being|had been|been) (?:taken(?! (?:from us|too soon))|removed|put)(?: off me|"
    r" off us| away| into "
    r"care| in care| by| from me|$| because| due| over)|"
    r"(?:all |just |always |would |will |might |do |only )*(?:gossips?|judges?|talks? (?:about|too)|see me|"
    r"recogni[sz]e me|be "
    r"there|spreads? )|"
    r"sits? with me|carries everything|supports me|worries about me|has to \w+ (?:\w+ ){0,4}?for me|has (?:seen|had "
    r"enough of|put up "
    r"with) (?:me|my)|"
    r"beg(?:s|ged)? me|have begged me|knows|doesn't know|does not know|found out|hates|is worried|"
    r"worries|is sick of|is fed up|gave me|made me|asked me|suggested|is threatening to|threatened to|can't know|"
    r"cannot "
    r"know|must not|mustn't|doesn't understand|don't understand|(?:is|are) (?:at )?(?:away|asleep|sleeping|out|home|"
    r"supportive|in the (?:house|room)))\b"
)
# "my cousin's wedding": what is another's without being their trouble.
BELONGINGS = (
    r" (?:(?:\w+ )?(?:money|savings|fund|fees)(?! (?:problem|trouble|worr))|wedding|house|place|flat|home|birthday|"
    r"party|sofa|couch|car|floor|name|phone|computer|laptop|ipad|tablet|"
    r"advice|"
    r"idea|suggestion|request|sake|address|e-?mail|kitchen|office|school|church|wi-?fi|account|spare room|garage|"
    r"funeral|"
    r"graduation|cooking|friends?|boss|doctor|insurance|in|on|at|near|until|till|for (?:now|a))\b"
)
COMPANION = (
    r"(?:with|without|embarrassed|humiliated|frightened|scared|let down|stole from|robbed|lied to|shouted at|"
    r"lying to|lie to|lies to|(?:hiding|hide|keeping|keep) (?:it|this|that|things|everything) from|cheating on|"
    r"cheated on|stealing from|"
    r"steal from|borrowing from|let down|letting down|shouting at|snapping at|snap at|arguing with|pushing away|"
    r"ashamed to tell|afraid to "
    r"tell|scared to tell|can't face|can't tell|disappointing|"
    r"disappointed|told|tell|telling|from|between me and|me and|behind|lost|losing|hurt|hurting|fighting with|left|"
    r"leave|leaving|divorcing|to see|love|miss|from losing|about losing|behind)$"
)
ADMITS = (
    r"\b(?:i|i'm|i am|i've been|i have been)(?: (?:an?|the|just|really|also|still|always|can't stop|keep|a recovering|"
    r"recovering|secretly|only|both|started|start|starting|back to|back on|back|went back to|returned to|got into|"
    r"kept|have been|"
    r"addicted to|struggling with|even|now|too))* (?:alcoholics?|addicts?|gamblers?|"
    r"drunk|drinker|boozer|junkie|shopaholic|addicted|"
    r"drink|drinking|drank|use|using|gamble|gambling|gambled|relapsed|depressed|overeat\w*|binge\w*|bipolar|sober|"
    r"clean)\b|"
    r"\bmy (?:own )?(?:drinking|gambling|addiction|drug use|using|sobriety|recovery|relapse|drink problem|eating "
    r"disorder|"
    r"depression|anxiety|porn use|debts?|(?:gambling|betting|drinking|secret|drug) (?:account|stash|habit|debts?|"
    r"problem|"
    r"losses|bottles?))\b|\b(?:until|till|unless|before|once|if) i(?:'m| am| get| got| can get|'ve got)? (?:\w+ "
    r")?(?:sober|"
    r"clean|help|stop(?:ped)?|quit|dry)\b|\bi'd (?:stop|quit|give up|given up|pack in|cut down)\b(?! (?:work|seeing))|"
    r"\b(?:me|us) or the (?:bottle|drink\w*|alcohol|gambling|drugs|cocaine|booze|cannabis)\b(?<!me and us)|"
    r"\b(?:alcoholic|addict|gambler) here\b|\bjust me\b"
)
# Who wants to stop has it, whoever else they name.
WANTS_TO_STOP = (
    r"\bi(?:'d)? (?:really |just |only )?(?:want|need|have|like|would like|wish|am trying|try) to (?:stop|quit|give "
    r"(?:it )?up|get "
    r"sober|get clean|cut down|pack it in)(?= ?[.,;!?]| ?$| and| but| drinking| gambling| using| smoking| it\b| for "
    r"good|$)"
)
IS_ME = (
    r"\b(?:now i (?:see|know|reali[sz]e)|turns out|reali[sz]ed) (?:that )?i'?m\b|"
    r"\bi(?:'ve| have)(?: got)? (?:\w+ ){1,3}and so (?:does|has|is) my\b|\bi'?m the (?:\w+ ){1,2}(?:who|that) "
    r"(?:drinks|gambles|uses|"
    r"smokes|drank)\b|\bi'?m (?:just )?as bad\b|\bnow i(?:'ve| have)? (?:been told i (?:have|'ve)|got|have) (?:it|"
    r"the same)\b|\b(?:and|now|but) (?:so (?:do|"
    r"am|have) i|i have "
    r"it(?: too)?)\b|\bi (?:just |really )?(?:want|need) (?:that|the same|some of that|what (?:he|she) has)(?: too| "
    r"as well| for "
    r"myself|$)|\b(?:it's|its|it is) (?:actually )?me (?:that|who|with)\b|"
    r"\bi(?:'m| am) the "
    r"(?:drinker|"
    r"addict|gambler|alcoholic)\b"
)
TROUBLE = (
    r"(?:alcohol\w*|addict\w*|drink\w*|drunk\w*|drugs?|us(?:es|ing)|gambl\w*|bipolar|depress\w*|sober|relaps\w*|heroin|"
    r"ptsd|anxiety|ocd|adhd|autis\w*|schizo\w*|psychosis|bulimi\w*|eating|self[- ]?harm\w*|gaming|porn|debts?|spending|"
    r"bpd|personality|stroke|diabet\w*|ms|parkinson\w*|lupus|epilep\w*|hiv|pain|mental\w*|smok\w*|overdos\w*|panic|"
    r"voices|"
    r"psychotic|mania|manic|addiction|overspend\w*|meth|coke|cocaine|cannabis|weed|opioids?|ill|sick|cancer|dementia|"
    r"prison|jail|chronic|disab\w*|infertil\w*|hoard\w*|diagnosed|struggl\w+|suffer\w*|has|hurt\w*|cutting|"
    r"anorex\w*)"
)
ONE_SEEKER = (
    "(?:"
    + "|".join(sorted((re.escape(n) for n in SEEKER_OF if not n.endswith("s") or " " in n), key=len, reverse=True))
    + ")"
)
THIRD = (
    rf"\b(?:he|she|they)(?:'s|'re|'ve|'ll|'d)? (?:(?!will|would|said|says|told|thinks|wants|knows|left|left)[\w']+ "
    rf"){{0,3}}?{TROUBLE}\b|"
    rf"\b(?:he|she)(?:'s|'ve|'ll|'d)? (?:(?!will|would|said|says|told|thinks|wants|knows|left|i\b|i'm\b|i've\b|my\b|"
    rf"the\b)"
    rf"[\w']+ ){{4,5}}?{TROUBLE}\b|"
    rf"\b(?:his|her|their) (?:\w+ )?{TROUBLE}|"
    rf"\bi'?m (?:clean|sober|fine|recovery|in recovery),? (?:but |and )?(?:he|she|they)(?:'s| is| are|'re)? "
    rf"?(?:isn't|aren't|not)\b|"
    rf"\b(?:he|she)(?:'s)? (?:comes?|came|gets?|got|is|goes|went|disappears|stays|stumbles|crawls|rolls) (?:[\w']+ "
    rf"){{0,4}}?"
    rf"{TROUBLE}\b|\b(?:he|she)(?:'s)? (?:swears|denies|denying|insists|promised|swore|lied|denied|lies|lying|says "
    rf"(?:he|she)(?:'s|'ll|'d| has)|hides|"
    rf"hiding|promises|minimises)\b|"
    rf"\bmy (?:boss|manager|teacher|coach|landlord|lodger|tenant|pastor|employee) (?:who )?(?:is |has |keeps "
    rf")?(?:an? )?"
    rf"(?:alcohol\w*|drink\w*|addict\w*|drugs?|gambl\w*|relaps\w*|us(?:es|ing))\b"
)
# Who asks how to help somebody is not the one with the trouble.
HELP_THEM = (
    r"\b(?:how (?:do|can|should|could|would|to) (?:i |we )?|want to |trying to |try to |need to know how to |can't )"
    r"(?:support|help|talk to|deal with|cope with|live with|reach|get through to|stand by|get) (?:him|her|them)\b"
)
WHEN_SMALL = (
    r"\b(?:when (?:i was|we were) (?:growing up|little|young|small|kids|children|at school|(?:an? |just a )?(?:wee )?"
    r"(?:kid|child|boy|girl|teen\w*|nipper|bairn)|(?:only |about )?(?:[3-9]|1[0-7])\b)|"
    r"growing up|as (?:a )?(?:kids?|child(?:ren)?|youngsters?)|(?:my |our )?"
    r"(?:whole |entire |early )?(?:childhood(?! abuse)|upbringing)|grew up|my early (?:years|life)|since i was (?:a "
    r"(?:kid|"
    r"child)|"
    r"little|small)|in the house i grew up in)\b"
)
# "I'm clean, he isn't."
NOT_ME = (
    r"\bi'?m (?:\w+ )?(?:clean|sober|fine|recovery|in recovery),? (?:but |and )?(?:he|she|they)(?:'s| is| are|'re)? ?"
    r"(?:isn't|aren't|not)\b"
)
# What stays with a person after the other's harm.
AFTERMATH = re.compile(
    r"\b(?:still (?:\w+ )?(?:flinch\w*|jump\w*|affect\w*|haunt\w*|scared|afraid|angry|carry\w*|hear (?:his|her)|"
    r"have (?:the "
    r")?nightmares|wake|freeze|can't (?:trust|relax|settle)|cannot trust|walk\w*|live with (?:it|what)|shak\w+|"
    r"duck)|haunts? "
    r"me|(?:never|can't|cannot) (?:trust|relax|let anyone)|growing up (?:with|in|around)|left (?:its|a) mark|messed "
    r"me up|"
    r"what (?:it|he|she|they) did to (?:me|us)|damage)\b"
)
