"""Frequent function words of languages: they tell the language of a text."""

from __future__ import annotations

STOP_WORDS = {
    language: frozenset(text.split())
    for language, text in {
        "da": "og er det en til på af med for ikke der som har fra hvad hvordan",
        "de": "und der die das den dem ist für mit von nicht ein eine auf zu im wie was sind kein"
        " sich auch danach über oder werden müssen wird",
        "en": "the and of to in is for with on are not how what we do you it that from your our",
        "es": "el la los las de y en que para con por una un es no se del como más al",
        "fi": "ja on ei se että mitä miten kun ovat mutta tai joka",
        "fr": "le la les des et en du une un est pour dans que qui pas sur avec au aux ou où ce",
        "hu": "és az egy nem hogy van ez mint de vagy meg ha",
        "it": "il lo la gli di e che per con una un non è del della sono come più al dei",
        "nl": "de het een en van is in op te dat niet met voor zijn hoe wat ook of naar",
        "no": "og er det en til på av med for ikke som har fra hva hvordan",
        "pt": "o os as de e que para com uma um não do da em se por mais como dos das",
        "ro": "și de la în cu pe nu este un o care pentru din ce mai sau",
        "sv": "och är det en till på av med för inte som har från hur vad att den",
    }.items()
}
"""The words of a language by its ISO 639-1 code; a search leaves them out, too."""

FURTHER_STOP_WORDS = {
    language: frozenset(text.split())
    for language, text in {
        "ca": "els amb és dels més són perquè això què",
        "cs": "že pro jak na od jsou nebo není podle pokud který jako byl aby jsme při",
        "et": "ja ei et kuidas mis kui ning või mida kes",
        "hr": "što kako na od su nije ili koji kao za biti jer",
        "id": "dan yang untuk dengan ini itu dari tidak adalah bagaimana pada",
        "lt": "ir yra kaip kas ne su iš dėl arba",
        "lv": "un ir kā kas nav ar uz par vai",
        "pl": "w na nie się jest są jak czyli dla od oraz przez lub być przy ale że który",
        "sk": "že pre na od ako čo sú alebo nie podľa ktorý aby sme pri",
        "sl": "kaj kako na od ali ki kot pri ter zakaj lahko",
        "tr": "ve bir bu için ile nasıl neden çok olarak daha değil",
        "vi": "và là của cho các không những với được trong",
    }.items()
}
"""Function words of further languages, without those that English and French have, too."""

ALSO_ENGLISH = frozenset(("a", "an", "as", "at", "by", "do", "no", "or", "per"))
"""English function words that are those of other languages, too; they tell nothing in a search."""

OTHER_FUNCTION_WORDS = {
    "en": "a about an as at be been but by can could did does has have he her his if into its may"
    " must my no or out should so such than their them then there these they this those through up"
    " us was were when where which while who whom whose why will would",
    "de": "als am an aus bei bin bis dass dem des durch einem einen einer eines er es haben hat ich"
    " ihr ihre man mich mir nach noch oder sein so um uns unser unter vom vor wann warum wenn wer"
    " wie wir wo wofür womit zum zur",
    "es": "a al cómo cuál cuándo dónde esta este esto hay ha lo nos nuestra nuestro o porque qué"
    " quién si sin sobre son su sus",
    "fr": "à ce ces cette comment dont elle ils leur leurs mais même nos notre nous où par plus"
    " quand quel quelle quelles quels quoi sa se ses si son sont tout un vos votre vous",
}
"""Frequent words that say nothing of a slide, but aren't needed to tell its language."""
