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
    r"(?:paracetamol|pills|tablets|aspirin|ibuprofen|sleeping|tylenol|advil|acetaminophen|antidepressants|insulin|co-codamol|meds|"
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
_LOSS = re.compile(
    r"\b(?:lost .{0,30}(?:to|by) (?:suicide|overdose|an overdose)|bereaved by suicide|suicide loss|(?:died|dead) "
    r"(?:by|of|from) (?:suicide|an? overdose)|survivors? of suicide loss|after .{0,20}suicide|overdose loss(?:es)?|"
    r"overdosed .{0,30}\b(?:died|passed away|dead)|(?:died|passed away|passed) .{0,20}overdos\w+|(?<!took an "
    r")(?<!taken an )(?:overdose|"
    r"overdosed) "
    r"(?:last|\w+ (?:years?|months?|weeks?) ago))\b"
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
    if _HOLD.search(_LOSS.sub(" ", text)):
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
