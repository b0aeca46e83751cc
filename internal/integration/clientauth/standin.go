package clientauth

// standInSource takes the place of the keys of a client that may not sign in, and its keys that
// of a key that cannot be found, so that both cost what a wrong signature costs. Their private
// keys were thrown away when they were made. Nobody is let in by them anyway: whoever is
// answered with a stand-in is refused whatever the signature.
var standInSource = KeySource{Document: []byte(`{"keys":[
{"kid":"1","kty":"RSA","n":"v5j74lv5UQxfkCU68qyoRPl9nFM5FUSdeZWwcg7dQaMYv_8tbNCIaKmYns-JUiaJ8qhkxlW9ZEliuVB2hrVANKjPmQzy2tPIpAHIlaH4L4vgDKbPpm-NXM5wBsGYXBc_9xd1G-72kPDSgyE5LQByAZ42WwhAHed2z9oJc3yxrG9UKVKtfY_NELBm5BeeQQBWzLAMCS9k7ie7k_sje-EH4MBaU3SpNCXjh_3seFxmZtIHWaj2qM4isSC-bDaAt44apvGc63_8spj8ARSUtQU5qNQy_4QZOXsbeaLsQNM3Bw3OEAiwRKbeo-WsGnJrMFmnoVaKAETy4uoV9wf_r6rsIw","e":"AQAB"},
{"kid":"2","kty":"EC","crv":"P-256","x":"IQtOosAyW82vgkH0oPiS9Jbh9DZvhjlyvKwpbdFj7vU","y":"E4FoocyCTeSTWwaqulH7RPD5QayxIDCwB28jby6p-ec"},
{"kid":"3","kty":"OKP","crv":"Ed25519","x":"z83z8lFL54evdK3boInzc-8nvnfDa5aV0GKxVfSzLF0"}]}`)}

// standIns has a key for each algorithm.
var standIns = func() map[string]Key {
	keys, err := ParseKeys(standInSource.Document)
	if err != nil {
		panic(err)
	}
	all := map[string]Key{}
	for _, key := range keys {
		all[key.Algorithm] = key
	}
	return all
}()
