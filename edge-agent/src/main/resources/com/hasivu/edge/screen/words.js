"use strict";
// Every word of the page. A code that one language lacks is an error: the page's test looks.
const WORDS = {
  en: {
    lastTaps: "Last taps", served: "served", left: "left", byHand: "Serve by hand", undo: "Take back", soundOff: "Sound is off",
    ready: "Hold your card here", serve: "Hand over", again: "Already served", time: "Not now", allergy: "Stop: allergy", unknown: "Card not known",
    card: "Card not valid", copy: "Card not accepted", office: "School office", supervisor: "Supervisor", station: "Call the technician",
    out: "Counter closed", back: "Taken back", quota: "No more by hand today", "no-supervisor": "Not a supervisor", "several-screens": "Several screens wait for a card. Close the others or type the PIN",
    hintUnknown: "Ask the name", hintCard: "Send to the school office", hintCopy: "Keep the card, call the office", hintOffice: "Send to the school office",
    hintTime: "Come at meal time", hintAllergy: "Do not hand over. Call the supervisor", hintStation: "The list or the clock is wrong",
    hintOut: "Hand over nothing here", hintSupervisor: "Serve by hand: F2", hintAgain: "Look at the time", byHandMark: "by hand",
    allergyOf: "Allergy", demo: "Demonstration. Cards serve nobody", offline: "No connection. Serving goes on", reader: "Reader not working", clock: "Clock is wrong", list: "No list yet",
    disk: "Counter cannot record", noPage: "The counter's station does not answer",
    holdCard: "Hold the supervisor's card to the reader, or type the PIN.", pin: "PIN", next: "Next", cancel: "Cancel", child: "Child",
    search: "Name, roll number or code", find: "Find", reason: "Reason", nobody: "Nobody found", lateUndo: "Too late: more than 10 seconds", locked: "Too many wrong PINs. Wait, or use the card",
    wrongPin: "Wrong PIN", noPass: "Time is over. Show card or PIN again", failed: "That did not work. Try again",
    CARD_FORGOTTEN: "Card forgotten", CARD_LOST_TODAY: "Card lost", CARD_DAMAGED: "Card damaged", NO_CARD_YET: "No card yet", READER_BROKEN: "Reader broken",
    WRONG_CHILD: "Wrong child", NOT_HANDED_OVER: "Nothing handed over",
    allergens: { milk: "milk", egg: "egg", peanut: "peanut", "tree-nut": "tree nuts", soy: "soy", gluten: "gluten", fish: "fish", crustacean: "shellfish", mollusc: "molluscs", celery: "celery", lupin: "lupin", sulphite: "sulphites", sesame: "sesame", mustard: "mustard" }
  },
  hi: {
    lastTaps: "पिछले कार्ड", served: "दिए गए", left: "बाकी", byHand: "हाथ से दें", undo: "वापस लें", soundOff: "आवाज़ बंद है",
    ready: "कार्ड यहाँ लगाएँ", serve: "खाना दें", again: "पहले दिया जा चुका", time: "अभी नहीं", allergy: "रुकें: एलर्जी", unknown: "कार्ड पहचाना नहीं",
    card: "कार्ड मान्य नहीं", copy: "कार्ड स्वीकार नहीं", office: "स्कूल कार्यालय", supervisor: "पर्यवेक्षक", station: "तकनीशियन को बुलाएँ",
    out: "काउंटर बंद", back: "वापस लिया गया", quota: "आज हाथ से और नहीं", "no-supervisor": "पर्यवेक्षक नहीं", "several-screens": "कई स्क्रीन कार्ड की राह देख रही हैं। बाकी बंद करें या पिन लिखें",
    hintUnknown: "नाम पूछें", hintCard: "स्कूल कार्यालय भेजें", hintCopy: "कार्ड रखें, कार्यालय को बुलाएँ", hintOffice: "स्कूल कार्यालय भेजें",
    hintTime: "भोजन के समय आएँ", hintAllergy: "खाना न दें। पर्यवेक्षक को बुलाएँ", hintStation: "सूची या घड़ी गलत है",
    hintOut: "यहाँ कुछ न दें", hintSupervisor: "हाथ से दें: F2", hintAgain: "समय देखें", byHandMark: "हाथ से",
    allergyOf: "एलर्जी", demo: "प्रदर्शन। कार्ड से खाना नहीं मिलेगा", offline: "कनेक्शन नहीं। खाना देना जारी है", reader: "रीडर काम नहीं कर रहा", clock: "घड़ी गलत है", list: "अभी सूची नहीं",
    disk: "काउंटर दर्ज नहीं कर सकता", noPage: "काउंटर का स्टेशन जवाब नहीं दे रहा",
    holdCard: "पर्यवेक्षक का कार्ड रीडर पर लगाएँ या पिन लिखें।", pin: "पिन", next: "आगे", cancel: "रद्द करें", child: "बच्चा",
    search: "नाम, रोल नंबर या कोड", find: "खोजें", reason: "कारण", nobody: "कोई नहीं मिला", lateUndo: "देर हो गई: 10 सेकंड से ज़्यादा", locked: "बहुत बार गलत पिन। रुकें या कार्ड लगाएँ",
    wrongPin: "गलत पिन", noPass: "समय समाप्त। कार्ड या पिन फिर दिखाएँ", failed: "नहीं हुआ। फिर कोशिश करें",
    CARD_FORGOTTEN: "कार्ड भूल गया", CARD_LOST_TODAY: "कार्ड खो गया", CARD_DAMAGED: "कार्ड खराब", NO_CARD_YET: "अभी कार्ड नहीं", READER_BROKEN: "रीडर खराब",
    WRONG_CHILD: "गलत बच्चा", NOT_HANDED_OVER: "कुछ नहीं दिया",
    allergens: { milk: "दूध", egg: "अंडा", peanut: "मूंगफली", "tree-nut": "मेवे", soy: "सोया", gluten: "ग्लूटेन", fish: "मछली", crustacean: "झींगा, केकड़ा", mollusc: "सीप, घोंघा", celery: "सेलरी", lupin: "लूपिन", sulphite: "सल्फाइट", sesame: "तिल", mustard: "सरसों" }
  },
  kn: {
    lastTaps: "ಕೊನೆಯ ಕಾರ್ಡ್‌ಗಳು", served: "ನೀಡಲಾಗಿದೆ", left: "ಬಾಕಿ", byHand: "ಕೈಯಿಂದ ನೀಡಿ", undo: "ಹಿಂಪಡೆ", soundOff: "ಧ್ವನಿ ಇಲ್ಲ",
    ready: "ಕಾರ್ಡ್ ಇಲ್ಲಿ ಹಿಡಿಯಿರಿ", serve: "ಊಟ ನೀಡಿ", again: "ಈಗಾಗಲೇ ನೀಡಲಾಗಿದೆ", time: "ಈಗ ಅಲ್ಲ", allergy: "ನಿಲ್ಲಿ: ಅಲರ್ಜಿ", unknown: "ಕಾರ್ಡ್ ಗೊತ್ತಿಲ್ಲ",
    card: "ಕಾರ್ಡ್ ಮಾನ್ಯವಲ್ಲ", copy: "ಕಾರ್ಡ್ ಸ್ವೀಕೃತವಲ್ಲ", office: "ಶಾಲಾ ಕಚೇರಿ", supervisor: "ಮೇಲ್ವಿಚಾರಕರು", station: "ತಂತ್ರಜ್ಞರನ್ನು ಕರೆಯಿರಿ",
    out: "ಕೌಂಟರ್ ಮುಚ್ಚಿದೆ", back: "ಹಿಂಪಡೆಯಲಾಗಿದೆ", quota: "ಇಂದು ಕೈಯಿಂದ ಇನ್ನಿಲ್ಲ", "no-supervisor": "ಮೇಲ್ವಿಚಾರಕರಲ್ಲ", "several-screens": "ಹಲವು ಪರದೆಗಳು ಕಾರ್ಡ್‌ಗಾಗಿ ಕಾಯುತ್ತಿವೆ. ಉಳಿದವನ್ನು ಮುಚ್ಚಿ ಅಥವಾ ಪಿನ್ ಬರೆಯಿರಿ",
    hintUnknown: "ಹೆಸರು ಕೇಳಿ", hintCard: "ಶಾಲಾ ಕಚೇರಿಗೆ ಕಳುಹಿಸಿ", hintCopy: "ಕಾರ್ಡ್ ಇಟ್ಟುಕೊಳ್ಳಿ, ಕಚೇರಿಗೆ ಕರೆ ಮಾಡಿ", hintOffice: "ಶಾಲಾ ಕಚೇರಿಗೆ ಕಳುಹಿಸಿ",
    hintTime: "ಊಟದ ಸಮಯಕ್ಕೆ ಬನ್ನಿ", hintAllergy: "ಊಟ ನೀಡಬೇಡಿ. ಮೇಲ್ವಿಚಾರಕರನ್ನು ಕರೆಯಿರಿ", hintStation: "ಪಟ್ಟಿ ಅಥವಾ ಗಡಿಯಾರ ತಪ್ಪಾಗಿದೆ",
    hintOut: "ಇಲ್ಲಿ ಏನೂ ನೀಡಬೇಡಿ", hintSupervisor: "ಕೈಯಿಂದ ನೀಡಿ: F2", hintAgain: "ಸಮಯ ನೋಡಿ", byHandMark: "ಕೈಯಿಂದ",
    allergyOf: "ಅಲರ್ಜಿ", demo: "ಪ್ರಾತ್ಯಕ್ಷಿಕೆ. ಕಾರ್ಡ್‌ಗೆ ಊಟ ನೀಡಲಾಗುವುದಿಲ್ಲ", offline: "ಸಂಪರ್ಕವಿಲ್ಲ. ಊಟ ನೀಡುವುದು ಮುಂದುವರಿದಿದೆ", reader: "ರೀಡರ್ ಕೆಲಸ ಮಾಡುತ್ತಿಲ್ಲ", clock: "ಗಡಿಯಾರ ತಪ್ಪಾಗಿದೆ", list: "ಇನ್ನೂ ಪಟ್ಟಿ ಇಲ್ಲ",
    disk: "ಕೌಂಟರ್ ದಾಖಲಿಸಲಾಗುತ್ತಿಲ್ಲ", noPage: "ಕೌಂಟರ್‌ನ ಸ್ಟೇಷನ್ ಉತ್ತರಿಸುತ್ತಿಲ್ಲ",
    holdCard: "ಮೇಲ್ವಿಚಾರಕರ ಕಾರ್ಡ್ ರೀಡರ್‌ಗೆ ಹಿಡಿಯಿರಿ ಅಥವಾ ಪಿನ್ ಬರೆಯಿರಿ.", pin: "ಪಿನ್", next: "ಮುಂದೆ", cancel: "ರದ್ದುಮಾಡಿ", child: "ಮಗು",
    search: "ಹೆಸರು, ರೋಲ್ ಸಂಖ್ಯೆ ಅಥವಾ ಕೋಡ್", find: "ಹುಡುಕಿ", reason: "ಕಾರಣ", nobody: "ಯಾರೂ ಸಿಗಲಿಲ್ಲ", lateUndo: "ತಡವಾಯಿತು: 10 ಸೆಕೆಂಡಿಗಿಂತ ಹೆಚ್ಚು", locked: "ಹಲವು ತಪ್ಪು ಪಿನ್. ಕಾಯಿರಿ ಅಥವಾ ಕಾರ್ಡ್ ಬಳಸಿ",
    wrongPin: "ತಪ್ಪು ಪಿನ್", noPass: "ಸಮಯ ಮುಗಿಯಿತು. ಕಾರ್ಡ್ ಅಥವಾ ಪಿನ್ ಮತ್ತೆ ತೋರಿಸಿ", failed: "ಆಗಲಿಲ್ಲ. ಮತ್ತೆ ಪ್ರಯತ್ನಿಸಿ",
    CARD_FORGOTTEN: "ಕಾರ್ಡ್ ಮರೆತಿದೆ", CARD_LOST_TODAY: "ಕಾರ್ಡ್ ಕಳೆದಿದೆ", CARD_DAMAGED: "ಕಾರ್ಡ್ ಹಾಳಾಗಿದೆ", NO_CARD_YET: "ಇನ್ನೂ ಕಾರ್ಡ್ ಇಲ್ಲ", READER_BROKEN: "ರೀಡರ್ ಹಾಳಾಗಿದೆ",
    WRONG_CHILD: "ಬೇರೆ ಮಗು", NOT_HANDED_OVER: "ಏನೂ ನೀಡಿಲ್ಲ",
    allergens: { milk: "ಹಾಲು", egg: "ಮೊಟ್ಟೆ", peanut: "ಕಡಲೆಕಾಯಿ", "tree-nut": "ಒಣಬೀಜಗಳು", soy: "ಸೋಯಾ", gluten: "ಗ್ಲುಟೆನ್", fish: "ಮೀನು", crustacean: "ಸಿಗಡಿ, ಏಡಿ", mollusc: "ಚಿಪ್ಪುಮೀನು", celery: "ಸೆಲರಿ", lupin: "ಲುಪಿನ್", sulphite: "ಸಲ್ಫೈಟ್", sesame: "ಎಳ್ಳು", mustard: "ಸಾಸಿವೆ" }
  }
};
