// A check of clang-tidy that finds nothing: it makes the other checks look at
// our code only. By themselves they go through each declaration of every header
// of the system as well, which takes longer than all else, and then leave out
// what they found there.
#include <vector>

#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/ClangTidyModule.h"
#include "clang-tidy/ClangTidyModuleRegistry.h"
#include "clang/AST/ASTContext.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Basic/SourceManager.h"

namespace rollcall::tidy {
namespace {

class OwnCodeCheck : public clang::tidy::ClangTidyCheck {
 public:
  using ClangTidyCheck::ClangTidyCheck;

  void registerMatchers(clang::ast_matchers::MatchFinder* finder) override {
    // It is matched first, before what is in it.
    finder->addMatcher(clang::ast_matchers::translationUnitDecl().bind("unit"),
                       this);
  }

  void check(
      const clang::ast_matchers::MatchFinder::MatchResult& result) override {
    const clang::SourceManager& sources = *result.SourceManager;
    std::vector<clang::Decl*> own;
    for (clang::Decl* decl :
         result.Context->getTranslationUnitDecl()->noload_decls()) {
      if (!sources.isInSystemHeader(decl->getLocation())) own.push_back(decl);
    }
    result.Context->setTraversalScope(own);
  }
};

class Module : public clang::tidy::ClangTidyModule {
 public:
  void addCheckFactories(
      clang::tidy::ClangTidyCheckFactories& factories) override {
    factories.registerCheck<OwnCodeCheck>("rollcall-own-code");
  }
};

const clang::tidy::ClangTidyModuleRegistry::Add<Module> kModule("rollcall", "");

}  // namespace
}  // namespace rollcall::tidy
