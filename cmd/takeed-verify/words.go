package main

// words is everything that the program says, by what it is about. The page static/verify.html
// says the same of each step.
var words = map[string]text{
	"verified":     {EN: "VERIFIED", AR: "تم التحقق"},
	"not verified": {EN: "NOT VERIFIED", AR: "لم يتم التحقق"},
	"failed":       {EN: "Step that failed", AR: "الخطوة التي لم تنجح"},
	"nothing":      {EN: "Rely on nothing that this file says.", AR: "لا تعتمد على أي شيء مما يذكره هذا الملف."},

	"format":     {EN: "This is not a receipt exactly as Takeed issued it. Even one added space changes it.", AR: "هذا الملف ليس إيصالًا كما صدر من «تأكيد» تمامًا. حتى مسافة واحدة مضافة تُغيّره."},
	"document":   {EN: "The text of what was approved is not the one that the event records.", AR: "نص ما تمت الموافقة عليه ليس النص المدوَّن في الحدث المسجَّل."},
	"result":     {EN: "The result, which says who confirmed and how, is not the one that the event records.", AR: "النتيجة، التي تذكر صاحب التأكيد وطريقته، ليست النتيجة المدوَّنة في الحدث المسجَّل."},
	"event":      {EN: "The event does not have its hash: something in it was changed.", AR: "قيمة التجزئة لا تطابق الحدث: تغيّر شيء فيه."},
	"proof":      {EN: "The proof is not written as the format demands.", AR: "الإثبات غير مكتوب وفق الصيغة المطلوبة."},
	"inclusion":  {EN: "The event is not in the log that the checkpoint describes.", AR: "الحدث غير موجود في السجل الذي تصفه نقطة التحقق."},
	"checkpoint": {EN: "The checkpoint is not signed with the key that you gave, or a signature under its name is wrong.", AR: "نقطة التحقق غير موقَّعة بالمفتاح الذي قدّمته، أو يوجد توقيع غير صحيح منسوب إليه."},
	"witnesses":  {EN: "Too few witnesses of your policy cosigned the checkpoint, or one of their signatures is wrong.", AR: "لم يوقّع على نقطة التحقق عدد كافٍ من شهود السياسة، أو يوجد توقيع غير صحيح لأحدهم."},

	"history format": {EN: "This is not a checkpoint, or not one that is written as the format demands.", AR: "هذه ليست نقطة تحقق، أو أنها غير مكتوبة وفق الصيغة المطلوبة."},
	"export format":  {EN: "This line is not written as an export writes it, or the file is cut off.", AR: "هذا السطر غير مكتوب كما يكتبه التصدير، أو أن الملف مقطوع."},
	"chain":          {EN: "This event does not follow from the one before it in its stream: an event was removed, added or moved.", AR: "هذا الحدث لا يتصل بالحدث السابق له في سلسلته: حُذف حدث أو أُضيف أو نُقل."},
	"manifest":       {EN: "The manifest is not about this file.", AR: "بيان التصدير لا يخص هذا الملف."},
	"unsigned":       {EN: "The file is consistent, but exports of this version are not signed: nothing shows who wrote it.", AR: "الملف متسق، لكن ملفات التصدير بهذا الإصدار غير موقَّعة: لا شيء يُثبت من كتبها."},
	"line":           {EN: "Line", AR: "السطر"},
	"split":          {EN: "There are two logs of this size with different contents: different readers were shown different histories.", AR: "يوجد سجلان بهذا الحجم نفسه ومحتواهما مختلف: عُرض على القرّاء تاريخان مختلفان."},
	"shrunk":         {EN: "The log has become smaller: it was set back to an earlier state.", AR: "أصبح السجل أصغر مما كان: أُعيد إلى حالة سابقة."},

	"approved":    {EN: "What was approved", AR: "ما تمت الموافقة عليه"},
	"confirmed":   {EN: "Confirmation", AR: "بيانات التأكيد"},
	"when":        {EN: "When", AR: "وقت التأكيد"},
	"zone":        {EN: "UAE time", AR: "بتوقيت الإمارات"},
	"who":         {EN: "By whom", AR: "صاحب التأكيد"},
	"identifier":  {EN: "Identifier", AR: "المعرِّف"},
	"how":         {EN: "How", AR: "طريقة التأكيد"},
	"by face":     {EN: "With face verification in UAE PASS", AR: "ببصمة الوجه عبر الهوية الرقمية (UAE PASS)"},
	"check code":  {EN: "Check code", AR: "رمز المطابقة"},
	"digest":      {EN: "Digest (SHA-256)", AR: "البصمة الرقمية (SHA-256)"},
	"transaction": {EN: "Transaction", AR: "المعاملة"},

	"log":         {EN: "Log", AR: "السجل"},
	"origin":      {EN: "Origin", AR: "مصدر السجل"},
	"index":       {EN: "Index", AR: "الموضع في السجل"},
	"size":        {EN: "Events in the log", AR: "عدد الأحداث في السجل"},
	"cosigned":    {EN: "Witnesses that cosigned", AR: "عدد الشهود الموقّعين"},
	"unchecked":   {EN: "Signatures not checked (no key was given for them)", AR: "توقيعات لم يتم التحقق منها (لم تُقدَّم مفاتيحها)"},
	"checkpoints": {EN: "Checkpoints", AR: "نقاط التحقق"},
	"sizes":       {EN: "Smallest and largest size", AR: "أصغر حجم وأكبر حجم"},
	"at":          {EN: "Checkpoint number", AR: "رقم نقطة التحقق"},

	"limits":      {EN: "What this does not prove", AR: "ما لا يُثبته هذا التحقق"},
	"limit keys":  {EN: "Whoever holds the signing key of the log and those of all witnesses can rewrite history. Without witnesses, the signing key alone is enough.", AR: "من يملك مفتاح توقيع السجل ومفاتيح جميع الشهود معًا يستطيع إعادة كتابة التاريخ. ومن دون شهود، يكفي مفتاح التوقيع وحده."},
	"limit key":   {EN: "Whether the key is the institution's: compare it with the one that the institution publishes.", AR: "أن المفتاح يعود إلى المؤسسة: قارنه بالمفتاح الذي تنشره المؤسسة."},
	"limit face":  {EN: "That a face was checked: UAE PASS said so to the portal, and this file holds no proof of its own.", AR: "أن مطابقة الوجه جرت فعلًا: أبلغت الهوية الرقمية (UAE PASS) البوابة بذلك، ولا يتضمن الملف دليلًا مستقلًا عليه."},
	"limit done":  {EN: "That the transaction was carried out: it was confirmed.", AR: "أن المعاملة نُفّذت: فالثابت هنا تأكيدها فقط."},
	"limit sizes": {EN: "That a later log contains the earlier one unchanged: checkpoints of different sizes do not show it.", AR: "أن السجل اللاحق يتضمن السابق دون تغيير: لا تُظهر ذلك نقاط تحقق مختلفة الأحجام."},
}
