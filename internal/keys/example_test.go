package keys_test

import (
	"fmt"

	"takeed/internal/keys"
)

// A sealed value opens in its own place alone: moved to the row of somebody else it is refused.
func ExampleKeyset_Seal() {
	file, err := keys.Generate() // what "portal keyset" prints
	if err != nil {
		fmt.Println(err)
		return
	}
	k, err := keys.Parse(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	noura := keys.Place{Table: "users", Column: "profile", Row: "8f6c1c9e-0d3b-4c55-8a43-0a6d1b0a7f11"}
	omar := keys.Place{Table: "users", Column: "profile", Row: "3f6c1c9e-0d3b-4c55-8a43-0a6d1b0a7f11"}

	sealed, err := k.Seal(noura, []byte("Noura"))
	if err != nil {
		fmt.Println(err)
		return
	}
	plain, err := k.Open(noura, sealed)
	fmt.Printf("%s %v\n", plain, err)
	_, err = k.Open(omar, sealed)
	fmt.Println("moved:", err != nil)
	// Output:
	// Noura <nil>
	// moved: true
}
