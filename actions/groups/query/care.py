"""The reading's own second net for safety words. The door's assessment comes first; neither is ever cleared."""

import re
from typing import Any

_HOLD = re.compile(
    r"\b(?:(?:wants?|wanna|going|gonna|ready|rather|wish i could|need|plan(?:ning)?|trying) (?:to )?(?:just )?(?:die|"
    r"be dead|kill myself|end (?:it all|my life|it)|hang myself|"
    r"overdose|disappear forever)|kill(?:ing)? my ?self|end(?:ing)? my (?:own )?life|end it all|take my (?:own "
    r")?life|suicidal|suicide tonight|"
    r"don't want to (?:live|be here|be alive|wake up)|(?:he|she|they|my \w+) (?:wants|wanna) to die|overdosed?|od'd|"
    r"oded|o\.d\.'?d|"
    r"(?:took|taken|swallowed|take) (?:all|too many|a whole \w+ of|a load of|loads of) (?:of "
    r")?(?:my |the |his |her |their )?pills|"
    r"(?:will|'ll|going to|gonna|wants? to|might|about to|plan(?:s|ning)? (?:to|on)|threaten(?:s|ed|ing)? to|"
    r"says? (?:he|she|"
    r"they)(?:'ll| will|'s going to)|tr(?:y|ies|ying) to) (?:kill(?:ing)?|hang(?:ing)?|shoot(?:ing)?|drown(?:ing)?) "
    r"(?:him|her|them)sel(?:f|ves)|"
    r"(?:think\w*|thoughts?|thought|dream\w*|imagin\w*|fantasi\w*|considering|considered|contemplat\w+|talk(?:s|ing)?|"
    r"(?:is|was|are) on my mind)(?: (?:\w+ ){0,2}?(?:about|of))? (?:\w+ ){0,2}?(?:suicide|ending (?:it(?! with| "
    r"between)|"
    r"things(?! with)|(?:my|his|her|their) (?:own )?life)|killing (?:my|him|her|them)sel(?:f|ves)|taking (?:my|his|her|"
    r"their) (?:own )?life|not being here|not waking up|my own death|being dead|hanging myself|jumping (?:off|in "
    r"front))|"
    r"suicide (?:is|was|has been|'s|keeps) (?:\w+ ){0,3}?(?:on|in|crossing|through) my (?:mind|head)|my own (?:death|"
    r"suicide)|(?:written|wrote|writing|left) (?:a|the|my) (?:(?:suicide|goodbye|farewell|last) (?:notes?|letters?)"
    r"(?! to (?:alcohol|drink|drugs|food|gambling|cigarettes|cocaine|heroin|smoking|the bottle))|"
    r"note(?= ?(?:[.,;!?]|$)))|(?:pills|tablets|meds|medication|paracetamol|insulin) (?:are |all )?(?:lined up|"
    r"laid out|"
    r"counted out)|(?:suicide |goodbye )?note (?:is |already )?written|(?:written|wrote) the (?:letters|"
    r"notes)(?= and|[.,;]|$)|know (?:how|where|when) (?:i'm going to|i'll|i will|i'd|he'll|she'll) do it|"
    r"better off (?:dead|without me|not (?:here|alive|around))|(?:don't|do not|not) want to (?:be (?:here|alive|"
    r"around)|"
    r"live|exist|wake up)|(?:sav(?:ing|ed)|hoard(?:ing|ed)|stash(?:ing|ed)|collect(?:ing|ed)|stockpil\w+)(?: up)? "
    r"(?:my |his |her |the |all (?:my|the) )?"
    r"(?:tablets|pills|meds|medication|insulin|painkillers)|(?:took|taken|swallowed) (?:about |over |around "
    r")?(?:\d\d+|a (?:box|bottle|"
    r"packet|pack|strip|handful) of|the (?:whole|entire) (?:box|bottle|packet)(?: of)?|fifteen|twenty|thirty|forty|"
    r"fifty) ?(?:\w+ )?"
    r"(?:paracetamol|pills|tablets|aspirin|ibuprofen|sleeping|tylenol|advil|acetaminophen|antidepressants|insulin|"
    r"co-codamol|meds|"
    r"sleepers|of them)?(?= |$|[,.])(?! (?:minutes|hours|years|days|weeks|months|quid|miles|meetings|steps|people))|"
    r"(?:see|there's|there is|is there) (?:no|any|why|a|not any) ?(?:reason|point)? ?(?:i should|to|in)? "
    r"?(?:carry(?:ing)? on|going "
    r"on|go on|keep going|live|living)|why (?:i should|should i) (?:carry on|go on|keep going|live|stay alive)|gone "
    r"for good|"
    r"(?:texted|messaged|said|sent|written|wrote) (?:a )?(?:goodbyes?|farewells?) (?:messages? |notes? |letters? "
    r")?to (?:everyone|everybody|"
    r"us all|all of us|the family|his|her|their|my)|(?:wants?|wish(?:es)?|wished) (?:to be|he was|she was|i was|"
    r"they were|i were) dead|"
    r"tonight(?:'s| is) the night|(?:life|it|living)(?:'s| is)?(?: not|n't|isn't) worth (?:living|it any ?more)|"
    r"(?:want|need) (?:it|everything|"
    r"this) (?:all )?to (?:be over|end|stop) (?:for good|forever)|how many (?:\w+ ){0,3}?(?:pills|tablets|"
    r"paracetamol) (?:\w+ )?(?:it |to )"
    r"?(?:take|kill|die)\w*|(?:took|taken|taking) an overdose|(?:nearly|almost|tried to|going to|thought i'd) (?:do|"
    r"did) it\b.{0,30}\bsuicide|plan(?:ned|s)? (?:for )?(?:my|"
    r"how to) (?:suicide|die|do it)|no reason to live|can't go on "
    r"(?:any ?more|living)?)\b"
)
# Means at hand, a farewell, or what was swallowed: said of now, without the word.
_MEANS = re.compile(
    r"\b(?:(?:have|'ve|got|bought|hid|tied|made|holding|found|packed|brought|is|with) (?:got )?(?:the|a|my|his|"
    r"dad's|some) "
    r"(?:rope|noose|gun|shotgun|rifle|pistol|blade|razor|knife)s? (?:is |all |already )?(?:ready|tied|round|around|"
    r"in (?:the|my) "
    r"(?:car|boot|bag|shed|garage|hand|loft|attic|van|truck|room)|in front of me|beside me|next to me|here|to my|on "
    r"my|at my|"
    r"under (?:my|the) (?:pillow|bed)|loaded|up|out)|(?:rope|noose) (?:is |'s )?(?:tied|ready|round my neck|around "
    r"my neck|up)|"
    r"(?:gun|pistol|rifle|shotgun)(?:'s| is)? (?:loaded|in my (?:hand|mouth)|to my head|on the table)|(?:knife|"
    r"blade|razor) (?:to|at|"
    r"on|against) my (?:wrists?|throat|neck|arm)|(?:cut|slit|slashed|sliced) my (?:own )?(?:wrists?|throat)|"
    r"(?:pills|tablets|meds|bottle of pills) in (?:my|front of) (?:hand|lap|me)|"
    r"(?:took|taken|swallowed|downed|eaten) (?:all|every|everything in|the lot|half|most|a (?:load|bunch|lot|ton|"
    r"handful|"
    r"fistful))(?: of)?(?: (?:my|his|her|the|mum's|dad's|them|these|those|last))? ?(?:\w+ )?(?:tablets|pills|meds|"
    r"medication|"
    r"paracetamol|tylenol|insulin|capsules|sleepers|painkillers|medicine (?:cabinet|cupboard|box)|bathroom cabinet)|"
    r"(?:took|taken|swallowed) the lot(?= ?$|[.,;!])|(?:drank|drunk|swallowed|downed|taken|took|drink) (?:some |the "
    r"|a bottle of |a "
    r"load of )?(?:bleach|anti-?freeze|weed ?killer|paraquat|rat poison|poison|drain cleaner|pesticides?|"
    r"insecticide|sniper|"
    r"ota ?piapia|toilet cleaner|white spirit|methylated|battery acid)|"
    r"(?:on|at|over|by) the (?:edge of the )?(?:bridge|ledge|roof|cliff|tracks|railing|platform)(?: edge)?(?: now| "
    r"here| right now)?,? "
    r"(?:and |i |i'm |about |going |ready |thinking |looking |wanting )+(?:to )?(?:jump\w*|do it|down|of jump\w*|"
    r"end\w*|let go)|"
    r"(?:i'm|i am|im|sitting|standing|stood|sat) (?:out )?(?:on|at) (?:the|a) (?:edge of (?:the|a) )?(?:bridge|"
    r"ledge|cliff(?: edge)?|"
    r"roof edge|train tracks|railway line|wrong side of the railing)(?= ?$|[.,;!]| (?:now|and i|right|i ))|"
    r"(?:going|gonna|about|want|wanna|ready|i'll|will) (?:to )?(?:just )?(?:jump(?= ?$|[.,;!]| off| from| in front| "
    r"now| tonight)"
    r"(?! (?:off|on|in) (?:zoom|a call|the call|the bus|the train|and join))|step in front|drive (?:(?:the|my) car "
    r")?(?:into|off) "
    r"(?:a|the) (?:wall|tree|bridge|cliff|river|lorry|truck|quay|pier|ditch)|unalive|kms\b|slit|gas myself|drown "
    r"myself|"
    r"od\b|o\.d\.? tonight|top myself|do myself in|do away with myself|finish myself)|"
    r"unaliv(?:e|ing) (?:my ?self|me)|\bkms\b|\bctb\b|kermit sewer ?slide|sewer ?slid(?:e|al)|"
    r"(?:no|isn't any|not any) (?:point|use) (?:in |of |to )?(?:me |my )?(?:being here|living|being alive|carrying "
    r"on|going on|existing)|"
    r"(?:nobody|no one|noone|no-one|nobody'd|who) (?:would|will|'ll|'d) (?:even )?(?:miss|notice|care) (?:me "
    r")?(?:if i (?:was|were|"
    r"am|'m|wasn't|died|disappeared|went)) ?(?:gone|dead|not here|here|around|disappeared|missing)?|"
    r"(?:i |i've |i have |have )(?:got |made )?(?:a plan and (?:a |the )?(?:date|day|means|pills|place)|picked (?:a|"
    r"the) (?:day|date)|"
    r"set (?:a|the) date to (?:die|go|do it))|i (?:won't|will not|wont) be (?:here|around|alive) (?:tomorrow|by "
    r"(?:morning|tomorrow|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|the weekend|christmas)|in the morning|much longer|"
    r"next week)"
    r"(?= ?$|[.,;!])(?! to)|^(?:this is|it's|so) (?:my |the )?(?:last )?goodbye(?: everyone| all| world| then)?\W*$|"
    r"goodbye (?:cruel )?"
    r"world|(?:say|said|saying) (?:my )?(?:last |final )goodbyes?|i (?:wrote|have wrote|'ve wrote) (?:my|the|a) "
    r"(?:note|letters)|"
    r"'ve wrote (?:my|the|a) (?:suicide |goodbye )?(?:note|letters?))(?![\w-])"
)
# An end that is near, told without a means.
_END = re.compile(
    r"\b(?:there's|there is|got|have|has|with|he's got|she's got) (?:got )?(?:a|the|my|his|her|my dad's|dad's|my "
    r"father's) (?:rope|noose|"
    r"shotgun|pistol|gun|rifle|blade|razor)s?\b.{0,30}\b(?:looking at it|thinking|my lap|his lap|her lap|my head|my "
    r"mouth|tonight|i will "
    r"use|use it|ready)|\b(?:says|said|thinks|think|told me|texted) (?:that )?(?:he|she|they)(?:'s| has|'ve| have|"
    r"'re)? (?:got )?(?:a|the) "
    r"(?:rope|noose|gun|plan)\b|\b(?:going|gonna|want|about|ready) to (?:just )?(?:walk|swim|wade) (?:out )?into "
    r"the (?:sea|river|lake|"
    r"ocean|water|traffic)|\bwalk(?:ing)? into (?:the )?traffic\b|\bturn(?:ed|ing)? (?:on the gas|the gas on)(?= ?$|"
    r"[.,;]| and)|"
    r"\b(?:can't|cannot|don't think i can|not able to|unable to) keep (?:myself|him|her) safe\b|\b(?:not|don't feel|"
    r"isn't) safe (?:with|from) "
    r"myself\b|\bcut (?:myself )?too deep\b|\bwon't stop bleeding\b|\b(?:go to sleep|fall asleep|close my eyes) and "
    r"(?:never|not) wake "
    r"(?:up)?|\bnever wake up again\b|\b(?:ready|want|going|time|about) to end (?:things(?! with)|it now|everything|"
    r"my pain)|\b(?:done|finished) "
    r"with (?:life|living|this life|existing)\b|\bwant out of (?:this |my )?life\b|\b(?:better|better off) if "
    r"i(?:'m| am| was| were)? (?:dead|"
    r"gone|not here|died)|\bif i(?:'m| was| were) dead (?:everyone|everybody|they|it)|\b(?:everything|all) i need "
    r"to (?:do it|end it|die)\b|"
    r"\b(?:said|saying|say) (?:my )?goodbyes? (?:to )?.{0,24}\b(?:do it|end it|going to go|it's time)\b|\bhave "
    r"nothing left to live for\b|"
    r"\bnothing (?:left )?to live for\b|\bno will to live\b|\b(?:wish|hope) i (?:was dead|were dead|don't wake up|"
    r"didn't wake up|could die|never "
    r"woke|was never born|hadn't been born)\b|\bif i (?:died|die) tonight\b|\bmight as well be dead\b"
)
# Given back, or played.
_HARMLESS = re.compile(
    r"\btook (?:\w+ ){1,5}?(?:pills|tablets|meds|medication) (?:back |round )?to (?:the |a )?(?:chemist|pharmacy|"
    r"doctor|gp|bin|hospital)\b|"
    r"\b(?:drank|drunk|took|swallowed) (?:\w+ ){0,3}?(?:poison|pills) (?:at|in) (?:the|a) (?:\w+ )?(?:party|game|"
    r"film|play|quiz)\b"
)
# Said of dying and not meant: "I want to die of embarrassment".
_FIGURE = re.compile(
    r"\bdie of (?:embarrassment|shame|boredom|laughter|laughing|cringe|hunger|thirst|curiosity|heat)\b"
)
_LOSS = re.compile(
    r"\b(?:lost .{0,30}(?:to|by) (?:suicide|overdose|an overdose)|bereaved by suicide|suicide loss|(?:died|dead) "
    r"(?:by|of|from) (?:suicide|an? overdose)|survivors? of suicide loss|after .{0,20}suicide|overdose loss(?:es)?|"
    r"(?:overdosed|od'd|oded) .{0,30}\b(?:died|passed away|dead)|(?:died|passed away|passed) .{0,20}overdos\w+|"
    r"(?<!took an "
    r")(?<!taken an )(?:overdose|"
    r"overdosed) "
    r"(?:last|\w+ (?:years?|months?|weeks?) ago))\b"
)
# Somebody's overdose that is over and was survived is a reason to look for company, and no danger of now.
_LIVES = re.compile(
    r"\b(?:od'd|oded|overdosed|(?:took|had|after|since) (?:a|an|his|her|the) overdose)\b(?=.{0,40}\b(?:but (?:is|'s|"
    r"he's|she's|they|"
    r"he|she|i)?(?: is| are|'re|'m| am)? ?(?:still )?(?:alive|ok|okay|fine|lived|survived|pulled through|made it)|"
    r"(?:and|but) (?:he |she "
    r"|they |i )?(?:survived|lived|pulled through|came (?:back|round))|(?:glad|thankful) (?:i|he|she|they) (?:lived|"
    r"survived)))"
    r"(?=.*\b(?:ago|last|in (?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|\d{4})|"
    r"years?|months?|weeks?)\b)(?!.*\b(?:again|tonight|still want)\b)"
)
_NOT = re.compile(r"\b(?:not|isn't|wasn't|never been|no longer|aren't) (?:actually |really |at all |even )?suicidal\b")
_CHECK = re.compile(
    r"\b(?:survived (?:an|a suicide|my) attempt|attempt survivors?|after my attempt|tried to kill myself|self[- "
    r"]harm(?:ing|ed)?|cutting myself|cut myself|hurt(?:ing)? myself)\b"
)
_DV = re.compile(
    r"\b(?:domestic (?:abuse|violence)|abusive (?:relationship|husband|wife|partner|boyfriend|girlfriend|home|ex)|"
    r"abuses me|(?:hits|beats|abuses|chokes) (?:her|him|them)|(?:hits?|beats?|hurts?|chokes?|"
    r"strangle[sd]|threatens?|slaps?|punch(?:es)?|controls?|stalks?) me|"
    r"(?:afraid|scared|frightened) of (?:him|her|my (?:husband|wife|partner|boyfriend|girlfriend|ex))|coercive "
    r"control|(?:reads|checks|tracks|monitors|goes through) my (?:phone|texts|messages|emails|location)|"
    r"controlling (?:partner|husband|wife|boyfriend|girlfriend|ex)|(?:won't|doesn't) let me (?:leave|go out|see "
    r"(?:my )?(?:friends|"
    r"family))|locks me (?:in|out)|women's aid|safe from (?:him|her))\b"
)


# Alateen asked for by somebody grown up, for a child of theirs or at work.
_TEEN_OF_THEIRS = re.compile(
    r"\b(?:my|our|his|her|their|for (?:an?|the)|referr\w+|counsell?or|teacher|sponsor|social worker|pupils?|students?|"
    r"parents?)\b"
)


def flag(text: str, slots: dict[str, Any], given: str | None = None) -> str | None:
    """The strictest care flag of the caller's and ours: hold, dv_safe, check, age_gate or None. `text` is tidied."""
    flags = {given} if given else set()
    text = _NOT.sub(" ", text)
    danger = _LIVES.sub(" ", _LOSS.sub(" ", _FIGURE.sub(" ", text)))
    if _HOLD.search(danger) or _END.search(danger) or _MEANS.search(_HARMLESS.sub(" ", danger)):
        flags.add(
            "check"
            if re.search(r"tried to (?:kill myself|end my (?:own )?life|take my (?:own )?life)", text)
            else "hold"
        )
    if _DV.search(text) or "domestic_abuse" in slots.get("topics", ()):
        flags.add("dv_safe")
    own_attempt = "suicide_attempt_survivor" in slots.get("topics", ()) and slots.get("role") in (None, "self")
    if _CHECK.search(text) or own_attempt or "self_harm" in slots.get("topics", ()):
        flags.add("check")
    if "suicidal_thoughts" in slots.get("topics", ()):
        flags.add("hold")
    if re.search(r"\balateen\b", text) and not _TEEN_OF_THEIRS.search(text):
        flags.add("age_gate")
    if slots.get("age", 99) < 18 or ("teens" in slots.get("audience", ()) and slots.get("role") != "loved_one"):
        flags.add("age_gate")
    return next((f for f in ("hold", "dv_safe", "check", "age_gate") if f in flags), None)
