package pingone

import (
	"fmt"
	"time"

	"takeed/internal/simulator"
)

// scenarios is everything that can go wrong at the identity provider of the staff.
// A new failure is a new row.
var scenarios = []simulator.Scenario{
	{ID: "none", Says: simulator.Text{EN: "Nothing: everything works.", AR: "لا خلل: كل شيء يعمل على النحو المعتاد."}},

	// The browser goes back with something else.
	{ID: "access-denied", Where: simulator.AtCallback, Do: simulator.Effect{Query: "error=access_denied&state={state}&iss={iss}"},
		Says: simulator.Text{EN: "The provider does not let the person in (access_denied).", AR: "لا يسمح المزود للشخص بالدخول (access_denied)."}},
	{ID: "server-error", Where: simulator.AtCallback, Do: simulator.Effect{Query: "error=server_error&error_description=try+later&state={state}&iss={iss}"},
		Says: simulator.Text{EN: "The provider has an error of its own (server_error).", AR: "لدى المزود خطأ داخلي (server_error)."}},
	{ID: "other-state", Where: simulator.AtCallback, Do: simulator.Effect{Query: "code={code}&state={state:other}&iss={iss}"},
		Says: simulator.Text{EN: "A state that the portal never sent.", AR: "قيمة state لم ترسلها البوابة مطلقًا."}},
	{ID: "no-state", Where: simulator.AtCallback, Do: simulator.Effect{Query: "code={code}&iss={iss}"},
		Says: simulator.Text{EN: "The state is missing.", AR: "قيمة state مفقودة."}},
	{ID: "other-iss", Where: simulator.AtCallback, Do: simulator.Effect{Query: "code={code}&state={state}&iss=https%3A%2F%2Fid.example%2Fas"},
		Says: simulator.Text{EN: "Another provider says that it sent the browser (iss).", AR: "يدّعي مزود آخر أنه أعاد المتصفح (iss)."}},
	{ID: "no-iss", Where: simulator.AtCallback, Do: simulator.Effect{Query: "code={code}&state={state}"},
		Says: simulator.Text{EN: "No provider says that it sent the browser (iss).", AR: "لا يذكر أي مزود أنه أعاد المتصفح (iss)."}},
	{ID: "old-code", Where: simulator.AtCallback, Do: simulator.Effect{CodeAge: codeLifetime},
		Says: simulator.Text{EN: "The code is already too old when the browser returns.", AR: "رمز التفويض منتهي الصلاحية عند عودة المتصفح."}},

	// The exchange of the code.
	{ID: "token-401", Where: simulator.AtToken, Do: simulator.Effect{Reply: &simulator.Reply{Status: 401, Body: `{"error":"invalid_client"}`}},
		Says: simulator.Text{EN: "The credentials of the portal are refused (401).", AR: "بيانات اعتماد البوابة مرفوضة (401)."}},
	{ID: "token-400", Where: simulator.AtToken, Do: simulator.Effect{Reply: &simulator.Reply{Status: 400, Body: `{"error":"invalid_grant"}`}},
		Says: simulator.Text{EN: "The code is refused (400).", AR: "رمز التفويض مرفوض (400)."}},
	{ID: "token-500", Where: simulator.AtToken, Do: simulator.Effect{Reply: &simulator.Reply{Status: 500, Raw: []byte{}}},
		Says: simulator.Text{EN: "Server error (500) with an empty answer.", AR: "خطأ في الخادم (500) بإجابة فارغة."}},
	{ID: "token-malformed", Where: simulator.AtToken, Do: simulator.Effect{Reply: &simulator.Reply{Body: `{"access_token":"{access_token}","id_to`}},
		Says: simulator.Text{EN: "The answer breaks off in the middle.", AR: "تنقطع الإجابة في منتصفها."}},
	{ID: "token-redirect", Where: simulator.AtToken, Do: simulator.Effect{Reply: &simulator.Reply{Status: 307, Header: map[string]string{"Location": basePath + "/token"}}},
		Says: simulator.Text{EN: "The portal is sent to another address (307).", AR: "تُحوَّل البوابة إلى عنوان آخر (307)."}},
	{ID: "token-huge", Where: simulator.AtToken, Do: simulator.Effect{Reply: &simulator.Reply{Pad: 8 << 20}},
		Says: simulator.Text{EN: "The answer is followed by 8 MB of spaces.", AR: "تلي الإجابة مسافات حجمها 8 ميغابايت."}},
	{ID: "token-reset", Where: simulator.AtToken, Do: simulator.Effect{Lost: simulator.LostAnswer},
		Says: simulator.Text{EN: "The connection breaks after the code was used up.", AR: "ينقطع الاتصال بعد استهلاك رمز التفويض."}},
	{ID: "token-held", Where: simulator.AtToken, Do: simulator.Effect{Hold: simulator.HoldUntilReleased},
		Says: simulator.Text{EN: "The answer never comes.", AR: "لا تصل الإجابة أبدًا."}},
	{ID: "no-id-token", Where: simulator.AtToken, Do: simulator.Effect{Drop: []string{"id_token"}},
		Says: simulator.Text{EN: "There is no ID token in the answer.", AR: "لا يوجد رمز هوية في الإجابة."}},
	{ID: "no-access-token", Where: simulator.AtToken, Do: simulator.Effect{Drop: []string{"access_token"}},
		Says: simulator.Text{EN: "There is no access token in the answer.", AR: "لا يوجد رمز وصول في الإجابة."}},

	// The ID token: who signed it, and what it says.
	{ID: "unsigned", Where: simulator.AtIDToken, Do: simulator.Effect{Sign: simulator.SignNone},
		Says: simulator.Text{EN: "The ID token is not signed (alg none).", AR: "رمز الهوية غير موقّع (alg none)."}},
	{ID: "symmetric", Where: simulator.AtIDToken, Do: simulator.Effect{Sign: simulator.SignSymmetric},
		Says: simulator.Text{EN: "The ID token is signed with the secret of the client (HS256).", AR: "رمز الهوية موقّع بكلمة سر العميل (HS256)."}},
	{ID: "confused", Where: simulator.AtIDToken, Do: simulator.Effect{Sign: simulator.SignConfused},
		Says: simulator.Text{EN: "The ID token is signed with the public key as a password (HS256).", AR: "رمز الهوية موقّع بالمفتاح العام ككلمة سر (HS256)."}},
	{ID: "other-key", Where: simulator.AtIDToken, Do: simulator.Effect{Sign: simulator.SignOtherKey},
		Says: simulator.Text{EN: "The ID token is signed with a key of somebody else.", AR: "رمز الهوية موقّع بمفتاح جهة أخرى."}},
	{ID: "unknown-key", Where: simulator.AtIDToken, Do: simulator.Effect{Sign: simulator.SignUnknownKey},
		Says: simulator.Text{EN: "The ID token names a key that the provider does not have.", AR: "يشير رمز الهوية إلى مفتاح لا يملكه المزود."}},
	{ID: "tampered", Where: simulator.AtIDToken, Do: simulator.Effect{Sign: simulator.SignTampered},
		Says: simulator.Text{EN: "The ID token was changed after it was signed.", AR: "عُدّل رمز الهوية بعد توقيعه."}},
	{ID: "other-issuer", Where: simulator.AtIDToken, Do: simulator.Effect{Set: map[string]any{"iss": "https://id.example/as"}},
		Says: simulator.Text{EN: "The ID token is of another provider.", AR: "رمز الهوية صادر من مزود آخر."}},
	{ID: "other-audience", Where: simulator.AtIDToken, Do: simulator.Effect{Set: map[string]any{"aud": "another-client"}},
		Says: simulator.Text{EN: "The ID token is for another client.", AR: "رمز الهوية صادر لعميل آخر."}},
	{ID: "more-audiences", Where: simulator.AtIDToken, Do: simulator.Effect{Set: map[string]any{"aud": []string{"{aud}", "another-client"}}},
		Says: simulator.Text{EN: "The ID token is for two clients and does not say who asked.", AR: "رمز الهوية صادر لعميلين دون ذكر صاحب الطلب."}},
	{ID: "other-azp", Where: simulator.AtIDToken, Do: simulator.Effect{Set: map[string]any{"aud": []string{"{aud}", "another-client"}, "azp": "another-client"}},
		Says: simulator.Text{EN: "The ID token was asked for by another client (azp).", AR: "رمز الهوية صادر بطلب من عميل آخر (azp)."}},
	{ID: "expired", Where: simulator.AtIDToken, Do: simulator.Effect{Age: tokenLifetime + time.Minute},
		Says: simulator.Text{EN: "The ID token has expired.", AR: "رمز الهوية منتهي الصلاحية."}},
	{ID: "no-expiry", Where: simulator.AtIDToken, Do: simulator.Effect{Drop: []string{"exp"}},
		Says: simulator.Text{EN: "The ID token never expires.", AR: "رمز الهوية بلا تاريخ انتهاء."}},
	{ID: "other-nonce", Where: simulator.AtIDToken, Do: simulator.Effect{Set: map[string]any{"nonce": "another-nonce"}},
		Says: simulator.Text{EN: "The ID token answers another request (nonce).", AR: "رمز الهوية يجيب عن طلب آخر (nonce)."}},
	{ID: "no-nonce", Where: simulator.AtIDToken, Do: simulator.Effect{Drop: []string{"nonce"}},
		Says: simulator.Text{EN: "The ID token does not say which request it answers (nonce).", AR: "لا يذكر رمز الهوية الطلب الذي يجيب عنه (nonce)."}},
	{ID: "other-at-hash", Where: simulator.AtIDToken, Do: simulator.Effect{Set: map[string]any{"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
		Says: simulator.Text{EN: "The ID token belongs to another access token (at_hash).", AR: "رمز الهوية يعود إلى رمز وصول آخر (at_hash)."}},
	{ID: "no-at-hash", Where: simulator.AtIDToken, Do: simulator.Effect{Drop: []string{"at_hash"}},
		Says: simulator.Text{EN: "The ID token names no access token, which is allowed.", AR: "لا يشير رمز الهوية إلى رمز وصول، وهذا جائز."}},
	{ID: "no-subject", Where: simulator.AtIDToken, Do: simulator.Effect{Drop: []string{"sub"}},
		Says: simulator.Text{EN: "The ID token does not say who it is (sub).", AR: "لا يذكر رمز الهوية صاحبه (sub)."}},
	{ID: "no-roles", Where: simulator.AtIDToken, Do: simulator.Effect{Drop: []string{"roles"}},
		Says: simulator.Text{EN: "The ID token names no roles: the attribute mapping is missing.", AR: "لا يذكر رمز الهوية أي صلاحيات: ربط السمات مفقود."}},
	{ID: "odd-roles", Where: simulator.AtIDToken, Do: simulator.Effect{Set: map[string]any{"roles": map[string]any{"Takeed Administrators": true}}},
		Says: simulator.Text{EN: "The roles of the ID token have a shape that nobody expects.", AR: "صلاحيات رمز الهوية بصيغة غير متوقعة."}},
	{ID: "one-role", Where: simulator.AtIDToken, Do: simulator.Effect{Set: map[string]any{"roles": GroupAuditors}},
		Says: simulator.Text{EN: "The ID token names one role, which is not in a list.", AR: "يذكر رمز الهوية صلاحية واحدة خارج أي قائمة."}},
	{ID: "many-groups", Where: simulator.AtIDToken, Do: simulator.Effect{Set: map[string]any{"roles": manyGroups()}},
		Says: simulator.Text{EN: "The person is in two hundred groups, and the ID token is long.", AR: "الشخص عضو في مئتي مجموعة، ورمز الهوية طويل."}},
	{ID: "bare", Where: simulator.AtIDToken, Do: simulator.Effect{Drop: []string{"name", "given_name", "preferred_username", "email"}},
		Says: simulator.Text{EN: "The ID token has neither a name nor an e-mail address.", AR: "لا يحتوي رمز الهوية على اسم ولا بريد إلكتروني."}},
}

func manyGroups() []string {
	groups := []string{GroupAuditors}
	for i := range 200 {
		groups = append(groups, fmt.Sprintf("CN=Group %03d,OU=Directory of the institution,DC=example,DC=ae", i))
	}
	return groups
}
