package takeed

//go:generate go tool -modfile=../../../.ci/tools.mod oapi-codegen -config codegen.yaml ../../../web/api/openapi.json
