package simulator

import (
	"fmt"
	"time"
)

// staffScenarios is everything that can go wrong at the identity provider of the staff.
// A new failure is a new row.
var staffScenarios = []Scenario{
	{ID: "none", Says: Text{"Nothing: everything works.", "لا خلل: كل شيء يعمل على النحو المعتاد."}},

	// The browser goes back with something else.
	{ID: "access-denied", Where: AtCallback, Do: Effect{Query: "error=access_denied&state={state}&iss={iss}"},
		Says: Text{"The provider does not let the person in (access_denied).", "لا يسمح المزود للشخص بالدخول (access_denied)."}},
	{ID: "server-error", Where: AtCallback, Do: Effect{Query: "error=server_error&error_description=try+later&state={state}&iss={iss}"},
		Says: Text{"The provider has an error of its own (server_error).", "لدى المزود خطأ داخلي (server_error)."}},
	{ID: "other-state", Where: AtCallback, Do: Effect{Query: "code={code}&state={state:other}&iss={iss}"},
		Says: Text{"A state that the portal never sent.", "قيمة state لم ترسلها البوابة مطلقًا."}},
	{ID: "no-state", Where: AtCallback, Do: Effect{Query: "code={code}&iss={iss}"},
		Says: Text{"The state is missing.", "قيمة state مفقودة."}},
	{ID: "other-iss", Where: AtCallback, Do: Effect{Query: "code={code}&state={state}&iss=https%3A%2F%2Fid.example%2Fas"},
		Says: Text{"Another provider says that it sent the browser (iss).", "يدّعي مزود آخر أنه أعاد المتصفح (iss)."}},
	{ID: "no-iss", Where: AtCallback, Do: Effect{Query: "code={code}&state={state}"},
		Says: Text{"No provider says that it sent the browser (iss).", "لا يذكر أي مزود أنه أعاد المتصفح (iss)."}},
	{ID: "old-code", Where: AtCallback, Do: Effect{CodeAge: staffCodeLifetime},
		Says: Text{"The code is already too old when the browser returns.", "رمز التفويض منتهي الصلاحية عند عودة المتصفح."}},

	// The exchange of the code.
	{ID: "token-401", Where: AtToken, Do: Effect{Reply: &Reply{Status: 401, Body: `{"error":"invalid_client"}`}},
		Says: Text{"The credentials of the portal are refused (401).", "بيانات اعتماد البوابة مرفوضة (401)."}},
	{ID: "token-400", Where: AtToken, Do: Effect{Reply: &Reply{Status: 400, Body: `{"error":"invalid_grant"}`}},
		Says: Text{"The code is refused (400).", "رمز التفويض مرفوض (400)."}},
	{ID: "token-500", Where: AtToken, Do: Effect{Reply: &Reply{Status: 500, Raw: []byte{}}},
		Says: Text{"Server error (500) with an empty answer.", "خطأ في الخادم (500) بإجابة فارغة."}},
	{ID: "token-malformed", Where: AtToken, Do: Effect{Reply: &Reply{Body: `{"access_token":"{access_token}","id_to`}},
		Says: Text{"The answer breaks off in the middle.", "تنقطع الإجابة في منتصفها."}},
	{ID: "token-redirect", Where: AtToken, Do: Effect{Reply: &Reply{Status: 307, Header: map[string]string{"Location": staffPath + "/token"}}},
		Says: Text{"The portal is sent to another address (307).", "تُحوَّل البوابة إلى عنوان آخر (307)."}},
	{ID: "token-huge", Where: AtToken, Do: Effect{Reply: &Reply{Pad: 8 << 20}},
		Says: Text{"The answer is followed by 8 MB of spaces.", "تلي الإجابة مسافات حجمها 8 ميغابايت."}},
	{ID: "token-reset", Where: AtToken, Do: Effect{Lost: LostAnswer},
		Says: Text{"The connection breaks after the code was used up.", "ينقطع الاتصال بعد استهلاك رمز التفويض."}},
	{ID: "token-held", Where: AtToken, Do: Effect{Hold: HoldUntilReleased},
		Says: Text{"The answer never comes.", "لا تصل الإجابة أبدًا."}},
	{ID: "no-id-token", Where: AtToken, Do: Effect{Drop: []string{"id_token"}},
		Says: Text{"There is no ID token in the answer.", "لا يوجد رمز هوية في الإجابة."}},
	{ID: "no-access-token", Where: AtToken, Do: Effect{Drop: []string{"access_token"}},
		Says: Text{"There is no access token in the answer.", "لا يوجد رمز وصول في الإجابة."}},

	// The ID token: who signed it, and what it says.
	{ID: "unsigned", Where: AtIDToken, Do: Effect{Sign: SignNone},
		Says: Text{"The ID token is not signed (alg none).", "رمز الهوية غير موقّع (alg none)."}},
	{ID: "symmetric", Where: AtIDToken, Do: Effect{Sign: SignSymmetric},
		Says: Text{"The ID token is signed with the secret of the client (HS256).", "رمز الهوية موقّع بكلمة سر العميل (HS256)."}},
	{ID: "confused", Where: AtIDToken, Do: Effect{Sign: SignConfused},
		Says: Text{"The ID token is signed with the public key as a password (HS256).", "رمز الهوية موقّع بالمفتاح العام ككلمة سر (HS256)."}},
	{ID: "other-key", Where: AtIDToken, Do: Effect{Sign: SignOtherKey},
		Says: Text{"The ID token is signed with a key of somebody else.", "رمز الهوية موقّع بمفتاح جهة أخرى."}},
	{ID: "unknown-key", Where: AtIDToken, Do: Effect{Sign: SignUnknownKey},
		Says: Text{"The ID token names a key that the provider does not have.", "يشير رمز الهوية إلى مفتاح لا يملكه المزود."}},
	{ID: "tampered", Where: AtIDToken, Do: Effect{Sign: SignTampered},
		Says: Text{"The ID token was changed after it was signed.", "عُدّل رمز الهوية بعد توقيعه."}},
	{ID: "other-issuer", Where: AtIDToken, Do: Effect{Set: map[string]any{"iss": "https://id.example/as"}},
		Says: Text{"The ID token is of another provider.", "رمز الهوية صادر من مزود آخر."}},
	{ID: "other-audience", Where: AtIDToken, Do: Effect{Set: map[string]any{"aud": "another-client"}},
		Says: Text{"The ID token is for another client.", "رمز الهوية صادر لعميل آخر."}},
	{ID: "more-audiences", Where: AtIDToken, Do: Effect{Set: map[string]any{"aud": []string{"{aud}", "another-client"}}},
		Says: Text{"The ID token is for two clients and does not say who asked.", "رمز الهوية صادر لعميلين دون ذكر صاحب الطلب."}},
	{ID: "other-azp", Where: AtIDToken, Do: Effect{Set: map[string]any{"aud": []string{"{aud}", "another-client"}, "azp": "another-client"}},
		Says: Text{"The ID token was asked for by another client (azp).", "رمز الهوية صادر بطلب من عميل آخر (azp)."}},
	{ID: "expired", Where: AtIDToken, Do: Effect{Age: staffTokenLifetime + time.Minute},
		Says: Text{"The ID token has expired.", "رمز الهوية منتهي الصلاحية."}},
	{ID: "no-expiry", Where: AtIDToken, Do: Effect{Drop: []string{"exp"}},
		Says: Text{"The ID token never expires.", "رمز الهوية بلا تاريخ انتهاء."}},
	{ID: "other-nonce", Where: AtIDToken, Do: Effect{Set: map[string]any{"nonce": "another-nonce"}},
		Says: Text{"The ID token answers another request (nonce).", "رمز الهوية يجيب عن طلب آخر (nonce)."}},
	{ID: "no-nonce", Where: AtIDToken, Do: Effect{Drop: []string{"nonce"}},
		Says: Text{"The ID token does not say which request it answers (nonce).", "لا يذكر رمز الهوية الطلب الذي يجيب عنه (nonce)."}},
	{ID: "other-at-hash", Where: AtIDToken, Do: Effect{Set: map[string]any{"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
		Says: Text{"The ID token belongs to another access token (at_hash).", "رمز الهوية يعود إلى رمز وصول آخر (at_hash)."}},
	{ID: "no-at-hash", Where: AtIDToken, Do: Effect{Drop: []string{"at_hash"}},
		Says: Text{"The ID token names no access token, which is allowed.", "لا يشير رمز الهوية إلى رمز وصول، وهذا جائز."}},
	{ID: "no-subject", Where: AtIDToken, Do: Effect{Drop: []string{"sub"}},
		Says: Text{"The ID token does not say who it is (sub).", "لا يذكر رمز الهوية صاحبه (sub)."}},
	{ID: "no-roles", Where: AtIDToken, Do: Effect{Drop: []string{"roles"}},
		Says: Text{"The ID token names no roles: the attribute mapping is missing.", "لا يذكر رمز الهوية أي صلاحيات: ربط السمات مفقود."}},
	{ID: "odd-roles", Where: AtIDToken, Do: Effect{Set: map[string]any{"roles": map[string]any{"Takeed Administrators": true}}},
		Says: Text{"The roles of the ID token have a shape that nobody expects.", "صلاحيات رمز الهوية بصيغة غير متوقعة."}},
	{ID: "one-role", Where: AtIDToken, Do: Effect{Set: map[string]any{"roles": GroupAuditors}},
		Says: Text{"The ID token names one role, which is not in a list.", "يذكر رمز الهوية صلاحية واحدة خارج أي قائمة."}},
	{ID: "many-groups", Where: AtIDToken, Do: Effect{Set: map[string]any{"roles": manyGroups()}},
		Says: Text{"The person is in two hundred groups, and the ID token is long.", "الشخص عضو في مئتي مجموعة، ورمز الهوية طويل."}},
	{ID: "bare", Where: AtIDToken, Do: Effect{Drop: []string{"name", "given_name", "preferred_username", "email"}},
		Says: Text{"The ID token has neither a name nor an e-mail address.", "لا يحتوي رمز الهوية على اسم ولا بريد إلكتروني."}},
}

func manyGroups() []string {
	groups := []string{GroupAuditors}
	for i := range 200 {
		groups = append(groups, fmt.Sprintf("CN=Group %03d,OU=Directory of the institution,DC=example,DC=ae", i))
	}
	return groups
}
