"""Who looks for those they meet at work: the role professional, and helpers who are the ones in trouble themselves."""

import re

from actions.groups.query.kin import OTHER
from actions.groups.query.sentence import Sentence

# Whom somebody meets at work. Said with "my" or "our" it needs nothing else.
_CLIENT = (
    r"(?:clients?|patients?|service[- ]users?|caseload|tenants?|residents?|students?|pupils?|parishioners?|"
    r"congregation|"
    r"flock|employees?|inmates?|offenders?|prisoners?|probationers?|customers?|mentees?|trainees?|apprentices?|"
    r"supervisees?|direct reports?|staff|callers?|learners?|tutees?|detainees?|beneficiaries|lodgers at the hostel)"
)
_CLIENTS = re.compile(
    rf"\b(?:my|our) (?:(?!own\b)[\w-]+ )?{_CLIENT}\b(?! (?:union|loan|debts?|life|finance|card|association|parking))|"
    r"\b(?:an?|the|some|for|to) (?:[\w-]+ )?(?:clients?|patients?(?= (?:of mine|who|whose|has|is|came|told|with)|'s|$|"
    r"[:.,?])|service[- ]users?)\b|"
    r"\b(?:an?|one|two|some|several) (?:[\w-]+ )?(?:employees?|staff members?|members? of (?:my |our |the )?(?:staff|"
    r"team|crew)|"
    r"students?|pupils?|parishioners?|trainees?|apprentices?|direct reports?|residents?) (?:of (?:mine|ours)|came|has|"
    r"have|who|told|is|at (?:my|our|the)|in (?:my|our)|we|i)\b|"
    r"\b(?:some|any)(?:one|body) (?:who )?(?:i|we) (?:manage|supervise|coach|teach|treat|employ|mentor|counsel)\b|"
    r"\b(?:one|some|two|three|several|a few|a couple|many|most|another) of (?:my|our|the) (?:[\w-]+ )?(?:staff|"
    r"drivers?|"
    r"team|crew|workers?|nurses|teachers|lads|players|students|pupils|lot|people|men|women|girls|boys|guys|apprentices|"
    r"regulars|families|mums|dads|parents|members|volunteers) (?:i|we) (?:manage|supervise|coach|teach|employ|train|"
    r"mentor|support|work with)\b|"
    r"\b(?:the|those|whoever|people|men|women|lads|kids|families|carers|folk|folks|mums|dads) (?:that |who |whom "
    r")?(?:i|"
    r"we) (?:manage|supervise|coach|teach|treat|employ|mentor|counsel|support|serve)\b|\bon behalf of (?:an?|my|our) |"
    r"\b(?:an?|one|my|our) (?:worker|employee|staff member|team member) (?:whose|who|with|has|is)\b|"
    rf"\b{_CLIENT} of (?:mine|ours)\b|"
    rf"\b(?:for|with|have|got|about|support) (?:an?|one|two|some) (?:[\w-]+ )?(?:pupil|student|parishioner|trainee|"
    rf"apprentice|"
    rf"resident|inmate|tenant|employee|client|service[- ]user)s?\b(?= (?:whose|who|with|that|of mine|in my|on my))|"
    rf"\b(?:one|some|two|several|a few|many|most|another) of (?:my|our|the) {_CLIENT}\b|"
    r"\bi (?:line[- ])?(?:manage|supervise|mentor|employ|coach|treat|counsel|teach) (?:someone|somebody|an? (?:\w+ "
    r")?(?:man|woman|"
    r"lad|girl|person|guy|bloke|kid|boy|student|adult))\b"
)
# What is looked for is to be put up, listed or passed on.
_PASSED_ON = re.compile(
    r"\b(?:refer|signpost)(?:ring|ral|rals|ing)?\b|"
    r"\b(?:recommend|suggest)\b.{0,20}\b(?:to|clients|patients)\b|"
    r"\b(?:our|the|my|a|staff) (?:[\w-]+ ){0,2}?(?:notice ?board|waiting (?:room|area)|leaflet (?:rack|stand)|staff "
    r"?room|"
    r"newsletter|intranet|resource (?:sheet|list|pack)|directory page|reception|bulletin|"
    r"info(?:rmation)? (?:pack|"
    r"sheet|stand))\b|"
    r"\bfor (?:an?|our|the|my|some) (?:\w+ )?(?:handouts?|leaflets?|posters?|flyers?)\b|"
    r"\b(?:display|advertise|print|stock|poster|leaflets?|flyers?|handouts?) .{0,40}\b(?:clinic|practice|surgery|"
    r"ward|centre|center|school|church|parish|library|office|shelter|hostel|customers|visitors|families|people)\b|"
    r"\bwhat (?:do|can|should|could) we (?:tell|give|offer|hand|show) (?:them|him|her|people|callers|families)\b"
)
_TRADE = (
    r"(?:teachers?|tutor|form tutor|lecturer|professor|head ?teacher|principal|teaching assistant|sen?co|senco|"
    r"counsell?or|therapist|psycho(?:logist|therapist)|psychiatrist|analyst|social worker|youth worker|support "
    r"worker|key ?worker|outreach worker|case ?worker|case ?manager|care ?worker|aid worker|community worker|church "
    r"worker|health visitor|midwife|nurse|matron|hca|health ?care assistant|carer by trade|doctor|gp|physician|"
    r"registrar|paramedic|emt|medic|vet|pharmacist|dentist|optician|chaplain|vicar|curate|priest|deacon|nun|pastor|"
    r"minister|"
    r"rabbi|imam|reverend|celebrant|funeral director|undertaker|probation officer|parole officer|police ?(?:officer|"
    r"man|woman)|pcso|prison officer|warden|welfare officer|housing officer|community officer|army officer|"
    r"solicitor|lawyer|barrister|paralegal|judge|mediator|hr(?: manager| officer| lead| director| adviser| advisor)?|"
    r"human resources|manager|supervisor|foreman|employer|boss of \w+|team lead(?:er)?|union rep|shop steward|"
    r"coach|trainer|librarian|link worker|social prescriber|prescriber|occupational therapist|ot|physio(?:therapist)?|"
    r"dietitian|dietician|doula|volunteer coordinator|volunteer|peer worker|debt adviser|debt advisor|careers adviser|"
    r"scout leader|guide leader|landlord|hairdresser|barber|bartender|barmaid|firefighter|receptionist|interpreter|"
    r"secretary|administrator|caretaker|bar ?man|bartender|bouncer|porter|youth leader|"
    r"foster support worker|school nurse|nurse practitioner|surgery|clinic|health centre)"
)
_WORKPLACE = (
    r"(?:charity|clinic|practice|surgery|school|college|company|firm|business|shelter|hostel|hospice|hospital|ward|"
    r"unit|"
    r"care home|nursing home|library|church|parish|mosque|temple|youth club|foodbank|food bank|pharmacy|helpline|"
    r"prison|refuge|agency|council|line|hotline|programme|program|scheme|association|team|service|mosque|drop[- ]in|"
    r"day centre|a&e|er|icu)"
)
_AT_WORK = re.compile(
    rf"\b(?:i'?m|i am|i'?ve been|i work as|working as|work as|speaking as|writing as|as|being|it's|this is|here|i was) "
    rf"(?:an? |the |their |his |her |your )?(?:head of \w+|(?:[\w-]+ ){{0,4}}?{_TRADE})\b|"
    rf"^(?:hi|hello|hey)?,? ?(?!my |our |the |his |her |their |a (?!{_TRADE} here)|your |any |find |need |looking )"
    rf"(?:[\w'-]+ ){{0,3}}?{_TRADE}\b(?:[\w ]{{0,30}}?)?(?: here| asking| writing| speaking| calling)?\s*(?:[.,:;]|-|$|"
    rf"here\b|asking\b|in (?=[a-z]+[,.]))|"
    rf"\bi (?:\w+ )?(?:teach|coach|tutor|mentor|supervise|manage|chair|head|lead|run (?:an? |the |our )?(?:hr|payroll|"
    rf"(?:[\w'-]+ ){{0,2}}?{_WORKPLACE})|work (?:at|in|on|for|with)|volunteer (?:at|in|on|for|with)|nurse at|look "
    rf"after the "
    rf"(?:staff|team))\b|"
    rf"\bin my (?:job|role|work|line of work)\b|\bi'?m in the police\b|"
    rf"\bwe(?:'re| are|'ve got| have| run) an? (?:[\w'-]+ ){{0,3}}?{_WORKPLACE}\b|"
    rf"\bour (?:[\w-]+ )?(?:practice|clinic|surgery|charity|service|shelter|hostel|hospice|firm|ward|food ?bank|"
    rf"drop[- ]in|youth club|refuge|library|care home|nursing home)\b|"
    rf"\b(?:my|our|the) (?:shop floor|staff|workforce|caseload|books)\b|\bat the (?:clinic|surgery|practice) where i\b"
)
# With a trade beside it: somebody met, told of, or to be given something.
_SOMEBODY = (
    r"(?:child|kids?|girls?|boys?|lads?|lass|mums?|moms?|dads?|mothers?|fathers?|famil(?:y|ies)|men|man|women|woman|"
    r"person|people|couples?|parents?|widow(?:er)?s?|colleague|member|caller|driver|engineer|guy|bloke|lady|chap|"
    r"teen(?:ager)?s?|worker|regulars?|athletes?|players?|staff(?! (?:cards?|meetings?|rooms?|badges?|passes?|"
    r"canteen|toilets?|"
    r"car park|lockers?|keys?|parties|party|nights?))|neighbours?|those|someone|somebody|everyone|carers?)"
)
_MET = re.compile(
    r"\b(?:told|tells|confided in|confides in|disclosed|came to|comes? to|coming to|asks?|asked|asking|approached|"
    r"opened up to|rang|phones?) (?:\w+ ){0,3}?(?:me|us)\b|\bconfided\b|\bdisclosed\b|"
    r"\b(?:one|some|two|three|several|a few|a couple|many|lots|most|another|plenty|so many) (?:of )?(?:(?:my|our|"
    r"the) )?"
    rf"(?:[\w-]+ )?{_SOMEBODY}\b|"
    rf"\b(?:an?|one|the|two) (?:[\w-]+ )?{_SOMEBODY}(?:'s \w+)? (?:in|on|at|under|from) (?:my|our|the)\b|"
    rf"\b{_SOMEBODY} (?:that |who |whom )?(?:i|we) (?:'m |am |'ve |have |keep |often |\w+ )?(?:been |being "
    rf")?(?:work(?:ing)? "
    r"with|see|seeing|meet|meeting|support(?:ing)?|visit(?:ing)?|treat(?:ing)?|teach(?:ing)?|look after|supervis\w+|"
    r"coach\w*|mentor\w*|manag\w+|counsel\w*|tutor\w*|employ\w*|help(?:ing)?|care for|serv\w+|called out)\b|"
    rf"\bwant(?:s|ing)? to (?:tell|give|help|support|offer) (?:\w+ )?{_SOMEBODY}\b|"
    rf"\b(?:i|we) (?:\w+ )?(?:see|meet|keep (?:meeting|seeing)|support|visit|treat|get|hear from|want to tell|tell) "
    rf"(?:so many |a lot of |lots of |plenty of |many |the |new |some )?(?:[\w-]+ )?{_SOMEBODY}\b|"
    r"\b(?:send|point|direct|refer|steer|give|offer|leave with|hand(?: out)? to|suggest to|recommend to|there for|"
    r"something for|anything for|do for|tell|pass on to|mention to|show) (?:him|her|them|people|families|patients|"
    r"parents|callers)\b|\b(?:give|offer|tell|hand) (?:him|her|them|people|families|parents|it to)\b|"
    r"\bwhere (?:do|can|should|could|would) i (?:point|send|direct|refer)|"
    r"\b(?:leaflet|group|meeting|something|place)s? (?:that )?i (?:could|can|might|should) (?:mention|give|suggest|"
    r"hand|"
    r"share|pass|show|offer)\b|"
    r"\b(?:pass|hand|share|give)(?:ed|ing)? (?:(?:it|them|this|these|details) )?(?:on|out|along|over)\b|"
    r"[:.,] (?:young |some |two |our |many )?(?:lads|men|women|girls|kids|families|couples|mums|dads|parents) "
    r"(?:who|with|back|in|on|"
    r"are|keep|want)\b|\bhalf (?:of )?my \w+s\b|"
    r"\bone of my (?:[\w-]+ )?(?!friends|mates|kids|sons|daughters|brothers|sisters|cousins|best)\w+s\b|"
    rf"\b{_CLIENT} (?:often |keep |always |sometimes )?(?:ask|asking|asked|want|need|mention|say)\b|\bneed (?:\w+ "
    rf")?(?:options|"
    r"resources|referrals)\b|"
    r"\btheir (?:families|parents|carers|relatives)\b"
)
# The helper is the one: said outright, or of what they do and cannot do themselves.
_OWN = re.compile(
    rf"\b(?:not|isn't|never) (?:about )?(?:an? |my |the |one of my |any |for my |for an? )?{_CLIENT}\b|"
    r"\b(?:i'?m|i am) (?:also |actually |now )?(?:the (?:one|patient|client|employee|drinker|addict|gambler|problem)|"
    r"one of them)\b|"
    r"\b(?:it'?s|its|it is|this is|asking|this time it'?s) (?:actually |for |about |just |only )*(?:me|myself)\b|"
    r"\b(?:me|myself) this time\b|,? (?:but |just )?me\s*[.!]?$|"
    r"\b(?:can't|cannot|couldn't|could|need to|should) (?:\w+ ){1,3}(?:it )?myself\b|\bmyself (?:i|am|can)\b|"
    r"\bneed (?:one|it|help|a group|a meeting|that|support) (?:for )?myself\b|"
    r"\b(?:for|about) (?:me|myself)(?: not|,|\.|$)|"
    rf"\b(?:can't|cannot|couldn't|daren't|afraid to|mustn't|won't|never|haven't) (?:tell|told|let|face|have) (?:any "
    rf"of )?"
    rf"(?:my|our|the) {_CLIENT}\b|"
    rf"\b{_CLIENT} (?:must not|mustn't|can't|cannot|don't|do not|doesn't|would never|never|have no idea)(?: \w+)? "
    rf"(?:know|find out|see|notice|suspect|guess)\b|"
    r"\bmy own (?:\w+ )?(?:drink\w*|gambl\w*|addiction|us(?:e|ing)|recovery|depression|anxiety|grief|burnout|"
    r"divorce|ocd|"
    r"problem|habit|ptsd|panic|trauma|demons|eating)\b|"
    rf"\b{_TRADE} with (?:an? )?(?:[\w-]+ ){{0,3}}?(?:problem|habit|addiction|disorder|depression|anxiety|ptsd|ocd|"
    rf"adhd|"
    rf"autism|bipolar)\b|"
    r"\bi(?:'m| am|'ve been| have been| feel| get| keep| was)? (?:so |really |very |completely |totally |badly |also |"
    r"just |now |still |the )*(?:burnt out|burned out|burning out|depressed|addicted|hooked|anxious|lonely|exhausted|"
    r"drinking|gambling|using|bipolar|autistic|relapsed|relapsing|diagnosed|falling apart|grieving|suicidal|"
    r"traumati\w+|"
    r"struggling(?= (?:with (?:my|drink|gambl|addict|alcohol|depress)|myself|a lot))|taking (?:pills|drugs|"
    r"opioids|cocaine)|off sick|signed off|stealing)\b|"
    r"\bi (?:\w+ )?(?:can't|cannot|couldn't) (?:stop|sleep|cope|quit|leave|go on|get through|switch off|put down)\b|"
    r"\bi (?:secretly |still |also |even |now |always |often |have to )?(?:drink|gamble|binge|use|smoke|vape|"
    r"overeat|bet|"
    r"purge|drank|relapsed)\b"
)
_OWN_KIN = re.compile(
    rf"\bmy (?:own |[\w-]+ )?(?!colleague|coworker|co-worker|neighbou?r){OTHER}\b(?!'s (?:school|teacher|doctor))"
)

# A teacher's "one of my kids" is no child of theirs.
_OF_MANY = re.compile(
    r"\b(?:one|two|some|a few|several|a couple|most|many|all) of my (?:[\w-]+ )?(?:kids|girls|boys|lads|mothers|mums)\b"
)


def at_work(said: Sentence, role: str | None, relation: str | None) -> bool:
    """Whether somebody looks for those they meet at work; a helper who is the one, or whose kin is, looks for neither.

    role, relation: what the sentence says so far
    """
    text = said.tidied
    if _OWN.search(text) or (
        role == "bereaved" and re.search(r"\b(?:i|we) (?:just |recently )?lost (?:my|our)\b", text)
    ):
        return False
    kin = relation not in (None, "friend") and _OWN_KIN.search(_OF_MANY.sub("", text)) is not None
    if (_CLIENTS.search(text) or _PASSED_ON.search(text)) and not kin:
        return True
    return role != "self" and not kin and bool(_AT_WORK.search(text) and _MET.search(text))
