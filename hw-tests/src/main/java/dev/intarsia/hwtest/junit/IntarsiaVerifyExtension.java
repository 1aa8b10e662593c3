package dev.intarsia.hwtest.junit;

import dev.intarsia.hwtest.verify.Verdict;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs the verification behind {@link IntarsiaVerify}, once for each test, before the method. */
public final class IntarsiaVerifyExtension implements ParameterResolver, InvocationInterceptor {

    private static final ExtensionContext.Namespace OWN =
            ExtensionContext.Namespace.create(IntarsiaVerifyExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Verdict.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return regression(context).verdict();
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        regression(context).failure().ifPresent(text -> {
            throw new AssertionError(text);
        });
        invocation.proceed();
    }

    private static Regression regression(ExtensionContext context) {
        return context.getStore(OWN)
                .getOrComputeIfAbsent(
                        context.getUniqueId(),
                        id -> {
                            Method method = context.getRequiredTestMethod();
                            IntarsiaVerify asked = AnnotationSupport.findAnnotation(method, IntarsiaVerify.class)
                                    .orElseThrow();
                            String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
                            return Regression.of(asked, name);
                        },
                        Regression.class);
    }
}
