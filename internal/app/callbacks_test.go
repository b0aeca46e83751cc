package app_test

import (
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
	"takeed/web/customer"
	"takeed/web/office"
)

// The simulator, which knows nothing of the portal, has the paths registered that the
// portal's rooms serve.
func TestTheSimulatorSendsBrowsersBackToTheRooms(t *testing.T) {
	t.Parallel()
	for registered, served := range map[string]string{
		simulator.SigninCallback: customer.SigninCallback, simulator.ConfirmCallback: customer.ConfirmCallback, pingone.Callback: office.Callback,
	} {
		if registered != served {
			t.Errorf("%s is registered, and %s is served", registered, served)
		}
	}
}
