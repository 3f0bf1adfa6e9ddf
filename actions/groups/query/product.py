"""Questions about this service itself, and about what goes on at a first meeting: neither is a search."""

import re

_LEAD = (
    r"^(?:(?:hi|hello|hey|so|and|ok|okay|but|please|just|sorry|also|quick question|question|one question|one thing|"
    r"wait|"
    r"before i (?:start|say anything|write|begin|tell you)|first(?: of all)?|can i ask|may i ask|could i ask|tell me|"
    r"i (?:just )?"
    r"(?:want|wanted|need|have) to (?:know|ask)(?: if)?|do you know(?: if)?)(?: there)?[,.:!]* )*"
)
# Somebody who looks for a group, whatever else they ask.
_SEARCHES = re.compile(
    r"\b(?:looking for|near|nearest|nearby|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"find "
    r"(?:me|a|an|one|some)|is there (?:an?|any)|are there (?:any|some)|any (?:\w+ )?(?:groups?|meetings?)|i (?:need|"
    r"want) (?:an?|"
    r"to find)|a (?:group|meeting) (?:for|in|near|where)|groups? for|meetings? for|(?:where|that|which) (?:i|nobody|"
    r"no one|you) "
    r"(?:don't|can|won't|doesn't)|online|zoom)\b"
)
_US = r"(?:this|the|my|these|our|your|that|it all|everything)"
_OURS = (
    rf"(?:{_US} )?(?:whole )?(?:chat|conversations?|line|number|service|bot|thing|site|website|messages?|texts?|"
    rf"calls?|name|"
    r"data|details|info(?:rmation)?|words|phone number|words|questions?|answers?|ip address|address|location)"
)
_KEPT = (
    r"(?:recorded|saved|stored|kept|monitored|logged|watched|tracked|deleted|erased|read|shared|passed on|"
    r"passed along|sold|"
    r"encrypted|traced|held|listened to|reported|seen|used for \w+|on record|looked at)"
)
_KIND = (
    r"(?:confidential|private|anonymous|safe|secure|free|real|human|automated|a robot|a bot|an ai|an app|legit|a scam|"
    r"a charity)"
)
_ABOUT_US = re.compile(
    rf"{_LEAD}(?:"
    rf"(?:is|are|was|does|do|will|can|could|would) {_OURS} (?:(?:being|getting|going to|gonna|be|get|ever|actually|"
    rf"really|all|"
    rf"still) )*(?:{_KEPT}|{_KIND})\b|"
    rf"(?:is|are) (?:this|what i (?:say|write|type|text)|anything i (?:say|write|type|tell you)) (?:(?:being|getting|"
    rf"going to|"
    rf"be|actually|really|all|totally) )*(?:{_KEPT}|confidential|a real person|a robot|a bot)\b|"
    rf"who (?:\w+ )?(?:reads?|sees?|gets? to (?:read|see)|can (?:read|see)|will (?:read|see)|has access to|runs?|"
    rf"owns?|made|"
    rf"built|pays for|funds|is behind|looks at) (?:{_OURS}|{_US}|it|you|what i (?:say|write|type|text))\b|"
    r"who (?:are|r) (?:you|u)\b|who am i (?:talking|texting|speaking|writing|chatting) (?:to|with)\b|"
    r"(?:are|r) (?:you|u) (?:an? |actually |really |even |just )*(?:real|human|person|robot|bot|ai|machine|computer|"
    r"automated|"
    r"chatgpt|chatbot|(?:trained |qualified )?(?:counsell?or|therapist|doctor|nurse))\b|"
    r"am i (?:talking|speaking|texting|chatting|writing) (?:to|with) (?:an? )?(?:real |actual |human |"
    r"live )*(?:person|human|robot|"
    r"bot|machine|ai|computer|somebody|someone)\b|is (?:this|there|it) (?:an? )?(?:real |actual |live )*(?:person|"
    r"human|bot|robot|"
    r"machine)\b|"
    r"(?:do|does|will|would|can|could|are|did) (?:you|u|it|this(?: \w+)?) (?:ever |also |guys |people |going to |"
    r"gonna |have to )*"
    r"(?:keep (?:any|my|this|what|these|a|the|it|records?|logs?)|store|save (?:my|this|what|these|any)|"
    r"record (?:this|me|my|"
    r"the|calls|these|what|it|us|everything)|share (?:my|this|what|it|any)|sell (?:my|data)|track (?:me|my)|"
    r"remember (?:me|my|this|"
    r"what)|delete (?:my|this|these|what|it)|tell (?:my|anyone|anybody|the (?:police|authorities|government|school|"
    r"doctor)|people|"
    r"social|him|her|them|on me)|report me|inform|know (?:who i|where i|my (?:name|number|location))|"
    r"have my (?:number|name|"
    r"details)|pass (?:on |it |this |my )|call the police|ring (?:my|the police)|contact my|log |read (?:my|these|"
    r"what)|see my)|"
    r"(?:can|could|will|would|does|might|do) (?:my (?:\w+ ){1,3}?|anyone |anybody |somebody |someone |the police |"
    r"police |he |she |"
    r"they |people |others |the government |social services |immigration |the home office |"
    r"my gp )(?:else )?(?:be able to |ever )?"
    r"(?:see|read|find out|know|trace|track|get|tell|look at|access)(?: (?:\w+ ){0,3}?(?:this|that i|i (?:used|"
    r"texted|wrote|"
    r"messaged|was here|asked|contacted|am here|typed)|my (?:messages?|number|texts?|chat)|what i (?:write|say|type|"
    r"text|wrote|"
    r"said))\b)|"
    r"how (?:do|can|does|could) (?:i|you|this|it) (?:delete|erase|remove|wipe|get rid of|clear) (?:my|this|these|"
    r"what|all|the)\b|"
    rf"how (?:does|do|is|are) (?:this|you|it)(?: (?:chat|service|bot|thing|line|number))? (?:work|funded|paid|"
    rf"make money|run)\b|"
    rf"what (?:happens to|do you do with|will you do with|are you doing with) (?:my|what i|this|the|these|it|"
    rf"{_OURS})\b|"
    rf"where (?:does|do|is|are|will) (?:{_OURS}|it|this|what i \w+) (?:go|kept|stored|end up|saved|held|be stored|"
    rf"be kept)\b|"
    r"what (?:are|r) (?:you|u)\W*$|what is this(?: (?:service|number|thing|chat|line|site))?\W*$|"
    r"(?:does|do|will|would) (?:this|these|it|texting you|using this)(?: \w+)? cost\b|"
    r"will (?:this|it|these) (?:show|appear|be|come)(?: up)? on (?:my|the|our) (?:\w+ )?(?:bill|statement|history|"
    r"account)\b|"
    r"(?:do|will|would|am) i (?:get )?(?:pay|be charged|charged|paying) for (?:this|these|texts?|texting)\b)"
)
# "Is this free": of the service, where nothing was asked for before.
_BARE = re.compile(rf"{_LEAD}(?:is|are) (?:this|you) (?:all |really |actually |completely )*{_KIND}(?: to use)?\W*$")

_SPEAK = (
    r"(?:speak|talk|share|say|pray|stand|bring|pay|hug|introduce|give|tell|stay|sing|hold hands|cry|sign|wear|read|"
    r"join|kneel|"
    r"confess|quit|believe|admit|get up|go up|use my|have a sponsor|be sober|turn my)"
)
_PROGRAMME = (
    r"(?:al-?anon|alanon|nar-?anon|gam-?anon|co-?anon|s-?anon|alateen|aa|na|ga|oa|ca|ma|da|aca|coda|slaa|"
    r"smart(?: recovery)?|"
    r"griefshare|refuge recovery|recovery dharma|lifering|celebrate recovery|cruse|dbsa|nami|12[- ]step|twelve[- ]step|"
    r"alcoholics anonymous|narcotics anonymous|gamblers anonymous|overeaters anonymous|grief|bereavement|carers|"
    r"support)"
)
_MEETING = rf"(?:(?:{_PROGRAMME} )?(?:meetings?|groups?|sessions?|circles?)|{_PROGRAMME})"
_THERE = (
    rf"(?:an?|the|my|your|one of (?:the|these|those)|these|those|their|any|at)? ?"
    rf"(?:very )?(?:first |1st |typical |normal )?{_MEETING}"
)
_WHAT_HAPPENS = re.compile(
    rf"{_LEAD}(?:"
    r"what (?:actually |really |usually |exactly |normally )*(?:happens?|goes on|takes place|(?:should|can|do|"
    r"will) i expect|to "
    rf"expect|(?:do|will|would) they do)\b.{{0,16}}?\b(?:at|in|during|from|of) {_THERE}\b|"
    rf"what(?:'s| is| are| was) (?:it |{_THERE} )(?:actually |really |usually )?like\b|"
    rf"(?:will|would|do|does|must|should|am|are|can|is) (?:they|i|you|we|people|everyone|everybody|anyone|one|"
    rf"it)(?: all)? (?:\w+ )?"
    rf"?(?:(?:have|need|expected|made|forced|asked|required|going|supposed|got) to|be (?:made|asked|forced|expected|"
    rf"put)(?: to)?|make "
    rf"(?:me|you|people|us|everyone|newcomers)|get (?:made|asked|forced) to|expect (?:me|you) to|gonna make me|"
    rf"going to make me) "
    rf"(?:\w+ )?{_SPEAK}\b|"
    r"(?:is it|would it be|is that|it's|its) (?:ok|okay|alright|all right|fine|allowed|rude|bad|weird) (?:if i|to|"
    r"for me to) (?:just )"
    r"?(?:listen|sit|leave|say nothing|stay quiet|not|keep quiet|come late|be late|bring|go alone|cry)\b|"
    r"(?:can|could|may) i (?:just )?(?:listen|sit (?:there|at the back|and listen|quietly|in)|leave (?:early|if|"
    r"whenever|half|before|"
    r"an?|the|any)|say nothing|stay quiet|bring (?:a|my|someone|somebody)|come late|turn up late|pass)\b|"
    rf"how (?:does|do) {_THERE} (?:\w+ )?(?:work|go|run|start|end|begin)\b|how long (?:does|do|is|are) {_THERE}\b|"
    rf"what (?:do|should|does|would|will) (?:people|i|you|one|they|everyone|we) (?:wear|bring|say|do|talk about|"
    rf"need to bring|need|have "
    rf"to bring|expect) (?:at|to|in|for|on|from) {_THERE}\b|"
    rf"do (?:they|you|people) (?:pray|hold hands|hug|clap|read the bible|take (?:attendance|a register|names)|"
    rf"ask (?:for )?your name|"
    rf"judge|say prayers)\b)"
)


_ASKED_OFTEN = re.compile(
    rf"{_LEAD}(?:"
    rf"(?:what|who)(?:'s| is| are| does| do) (?:the )?{_PROGRAMME}(?: meetings?| groups?)?(?: (?:mean|stand for|for|"
    rf"about|do|all about|"
    rf"short for))?\W*$|"
    rf"(?:does|do|is|are) (?:the |all )?{_PROGRAMME}(?: meetings?| groups?)? (?:all |really |actually |a bit |very |"
    rf"only )*(?:cost|free|"
    rf"religious|christian|confidential|anonymous|recorded|scary|for (?:women|men|families|everyone)|run|held|a cult|"
    rf"any good|work|help|"
    rf"have a religion|charge|ask for money)\b|"
    rf"(?:can|may|could) (?:my \w+|i|children|kids|people|anyone|family|friends|partners|"
    rf"non-?\w+) (?:\w+ ){{0,4}}?(?:come|go|bring|attend|"
    rf"sit in|join|visit)\b.{{0,24}}\b(?:to|with|at) {_THERE}\b|"
    r"what(?:'s| is) the difference between\b|"
    rf"is (?:it|everyone|everybody) (?:all |only |mostly |just )*(?:old|young|men|women|religious|christian|"
    rf"posh)\b.{{0,16}}\b(?:at|in) {_THERE}\b|"
    r"how do (?:i|you) (?:join|use|get on|get|install|download|mute|log in(?: to)?|work|set up) (?:on )?(?:zoom|"
    r"discord|whatsapp|teams|skype|"
    r"reddit|telegram)\W*$|"
    r"do (?:i|you) (?:need|have to have) (?:an? |my |to )?(?:camera|webcam|account|app|microphone|mic|headphones|"
    r"smartphone|computer|password|"
    r"ticket|referral|appointment|register|book|sign up|be sober|be clean)\b)"
)


def about_us(text: str, typed: str, *, going_on: bool) -> bool:
    """Whether a tidied message asks about this service. going_on: something was searched for before."""
    asked = bool(_ABOUT_US.search(text) or (not going_on and _BARE.search(text)))
    return asked and not _searches(text, typed)


def about_meetings(text: str, typed: str) -> bool:
    """Whether a tidied message asks what goes on at a first meeting."""
    asked = _WHAT_HAPPENS.search(text) or _ASKED_OFTEN.search(text)
    return asked is not None and (not _searches(text, typed) or _ABOUT_ZOOM.search(text) is not None)


# A question about the tool names it, and is no wish for it.
_ABOUT_ZOOM = re.compile(rf"{_LEAD}(?:how do (?:i|you) \w+ |do (?:i|you) (?:need|have to have) )")


def _searches(text: str, typed: str) -> bool:
    later = re.split(r"[?.!] +", text)[1:]
    wished = any(re.search(r"\b(?:groups?|meetings?)\W*$", part) and not _ASKS.search(part) for part in later)
    return wished or bool(_SEARCHES.search(text) or re.search(r"\b(?:in|near|around) [A-Z][a-z]", typed))


_ASKS = re.compile(r"^(?:and |or |also )?(?:what|will|would|do|does|must|is|are|can|could|how|who|should|am)\b")
